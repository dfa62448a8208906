import { randomBytes, randomInt } from 'node:crypto';

/** An id as Apruve makes them: 32 lower-case hex characters, no dashes. */
export const newId = (): string => randomBytes(16).toString('hex');

/** One of Apruve's internal numbers, which leak into links such as `/users/637`. */
export const newNumber = (): number => randomInt(100, 100_000);
