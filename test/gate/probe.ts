import {
  CancellationScope,
  proxyActivities,
  proxySinks,
  workflowInfo,
  type Sinks,
  type WorkflowInterceptors,
} from '@temporalio/workflow';

/*
 * Runs inside of the sandbox, with a copy of the workflows in which each place that asks for a command calls it. The id of the workflow says
 * what is wanted: `<place>|…` one more command at that place, `|…` to be told which places are passed.
 */

export interface GateSinks extends Sinks {
  gate: { passed(place: string): void; declared(place: string): void };
}

const { gate } = proxySinks<GateSinks>();
const { oneMore } = proxyActivities<{ oneMore(): Promise<void> }>({ startToCloseTimeout: '1m' });

type AnyFunction = (...args: unknown[]) => unknown;
interface Definition {
  type: 'signal' | 'update' | 'query';
  name: string;
}
type SetHandler = (definition: Definition, handler: AnyFunction, ...others: unknown[]) => void;

function pass(place: string): void {
  const [changed] = workflowInfo().workflowId.split('|');
  if (changed === '') gate.passed(place);
  if (changed === place) CancellationScope.nonCancellable(() => oneMore()).catch(() => undefined);
}

/** The function, as it is called at this place. */
const at =
  (place: string, called: AnyFunction): AnyFunction =>
  (...args) => {
    pass(place);
    return called(...args);
  };

/** `setHandler` of this place: each signal and update is a place of its own. A query asks for nothing. */
const handlers =
  (place: string, setHandler: SetHandler): SetHandler =>
  (definition, handler, ...others) => {
    if (definition.type === 'query') return setHandler(definition, handler, ...others);
    const own = `${place} ${definition.type} ${definition.name}`;
    if (workflowInfo().workflowId.startsWith('|')) gate.declared(own);
    setHandler(definition, at(own, handler), ...others);
  };

Object.assign(globalThis, { gate: { pass, at, handlers } });

/** The end of a workflow is a command too. */
export const interceptors = (): WorkflowInterceptors => ({
  inbound: [
    {
      execute: async (input, next) => {
        const result = await next(input);
        pass(`${workflowInfo().workflowType} ends`);
        return result;
      },
    },
  ],
});
