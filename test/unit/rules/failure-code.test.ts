import {
  ActivityFailure,
  ApplicationFailure,
  defaultPayloadConverter,
  RetryState,
  TimeoutFailure,
  type TimeoutType,
} from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { accidentOf } from '../../../workflows/process/failure-code.ts';

const failed = (cause: Error) => new ActivityFailure('failed', 'createInvoice', '1', RetryState.TIMEOUT, 'worker', cause);
const silent = ApplicationFailure.create({ message: 'no answer', type: 'apruve-unreachable' });
/** As the SDK hands it to a workflow: the failure of the last try is in the raw failure alone. */
const timedOut = (type: TimeoutType, lastTry?: string) =>
  Object.assign(new TimeoutFailure('time-out', undefined, type), {
    failure: {
      cause:
        lastTry === undefined
          ? null
          : { message: 'Encoded failure', applicationFailureInfo: { type: lastTry }, encodedAttributes },
    },
  });
const encodedAttributes = defaultPayloadConverter.toPayload({ message: 'no answer', stack_trace: '' });

describe('why an activity did not get through', () => {
  it.each([
    ['its last try had no answer of Apruve', silent, 'apruve-unreachable'],
    ['its time ran out after a try without an answer', timedOut('SCHEDULE_TO_CLOSE', 'apruve-unreachable'), 'apruve-unreachable'],
    ['its time ran out and no try has failed', timedOut('SCHEDULE_TO_CLOSE'), 'unavailable'],
    ['no worker took it', timedOut('SCHEDULE_TO_START', 'apruve-unreachable'), 'unavailable'],
    ['the worker stood still in its last try', timedOut('START_TO_CLOSE', 'apruve-unreachable'), 'unavailable'],
    ['the worker died in its last try', timedOut('HEARTBEAT', 'apruve-unreachable'), 'unavailable'],
    ['something else failed', ApplicationFailure.create({ message: 'no ledger', type: 'DrizzleQueryError' }), 'unavailable'],
  ])('names whoever was away: %s', (_, cause, code) => {
    expect(accidentOf(failed(cause)).code).toBe(code);
  });

  it.each([silent, timedOut('SCHEDULE_TO_CLOSE', 'apruve-unreachable')])('has the words of the last try', (cause) => {
    expect(accidentOf(failed(cause)).message).toBe('no answer');
  });
});
