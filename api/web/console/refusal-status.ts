import { FAILURES } from '../../../workflows/contract/failures.ts';
import type { Refusal } from '../pages/api-client.ts';
import { Refused } from './api-calls.ts';

/** The status of a page that shows what the API has refused about a form. */
export function statusOfRefusal(refusal: Refusal | null | undefined): 200 | 403 | 409 | 422 {
  if (refusal == null) return 200;
  if (refusal.code === 'forbidden') return 403;
  return refusal.code === 'changed' ? 409 : 422;
}

/** For a page that is only there for others, as the API would refuse what it is for. */
export const notAllowed = (detail: string): Refused =>
  new Refused(403, { code: 'forbidden', title: FAILURES.forbidden.title, detail, errors: [] });
