import { MedusaError } from '@medusajs/framework/utils';
import { z } from '@medusajs/framework/zod';

const problemSchema = z.object({ code: z.string(), detail: z.string() });

/** The code of a refusal; undefined where what answered is not the API, such as a proxy. */
export const codeOf = (body: unknown): string | undefined => problemSchema.safeParse(body).data?.code;

/** A refusal of the API as Medusa's error: its type from the status, the sentence and the code from the API. */
export function refused(status: number, body: unknown): MedusaError {
  const problem = problemSchema.safeParse(body).data ?? {
    code: 'internal-error',
    detail: `The payment service answered ${status}.`,
  };
  return new MedusaError(typeOf(status), problem.detail, problem.code);
}

// A key that is wrong is no fault of the buyer, who must not be told to sign in.
function typeOf(status: number): string {
  if (status === 404) return MedusaError.Types.NOT_FOUND;
  if (status === 409 || status === 412) return MedusaError.Types.NOT_ALLOWED;
  return status === 422 ? MedusaError.Types.INVALID_DATA : MedusaError.Types.UNEXPECTED_STATE;
}

/** What the state of the payment does not allow; shown to a person. */
export const notAllowed = (sentence: string): MedusaError => new MedusaError(MedusaError.Types.NOT_ALLOWED, sentence);
