import type { Caller } from './caller.ts';

/** Requests that this process makes in somebody's name. Nothing that comes over the network can be one of them. */
const made = new WeakMap<Request, Caller>();

/** Makes a request one of this caller, without a key. */
export function actFor(request: Request, caller: Caller): Request {
  made.set(request, caller);
  return request;
}

/** In whose name this process makes a request; undefined where it came from outside. */
export const actingFor = (request: Request): Caller | undefined => made.get(request);
