import { ApplicationFailure, defaultPayloadConverter, TimeoutFailure, type ActivityFailure } from '@temporalio/workflow';
import { isFailureCode, type FailureCode } from '../contract/failures.ts';

/** Why an activity did not get through: our code, and the words of its last try. */
interface Accident {
  code: FailureCode;
  message: string | undefined;
}

/**
 * Why an activity did not get through. Apruve's silence is judged inside the activity, which gives up a call long before Temporal
 * gives up the activity. So a time-out of Temporal's means that no worker ran it to its end: `unavailable`. Only where the total
 * time ran out between two tries does the failure of the last try say why.
 */
export function accidentOf({ cause }: ActivityFailure): Accident {
  if (cause instanceof ApplicationFailure) return accident(cause.type, cause.message);
  const ranOut = cause instanceof TimeoutFailure && cause.timeoutType === 'SCHEDULE_TO_CLOSE';
  return ranOut ? lastTry(cause) : accident(undefined, cause?.message);
}

const accident = (type: unknown, message: string | undefined): Accident => ({
  code: isFailureCode(type) ? type : 'unavailable',
  message,
});

/** The failure of the last try. Temporal's server sends it along with the time-out, and the SDK leaves it in the raw failure. */
function lastTry({ failure }: TimeoutFailure): Accident {
  const { applicationFailureInfo, encodedAttributes, message } = failure?.cause ?? {};
  const encoded: unknown = encodedAttributes && defaultPayloadConverter.fromPayload(encodedAttributes);
  const words = typeof encoded === 'object' && encoded !== null && 'message' in encoded ? encoded.message : message;
  return accident(applicationFailureInfo?.type, typeof words === 'string' ? words : undefined);
}
