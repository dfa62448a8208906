import type { Attention, Facts, NewAttention } from '../contract/checkout.ts';

/**
 * What is wrong with the process of a checkout itself. It cannot say so, so a worker does, in the ledger. What the process writes next
 * takes its place: whoever writes is neither stuck nor gone.
 */
const CODES: readonly string[] = ['process-stuck', 'process-gone'];

export const isProcessTrouble = ({ code }: Pick<Attention, 'code'>): boolean => CODES.includes(code);

/** Facts of the ledger as a process takes them over. */
export const withoutProcessTrouble = (facts: Facts): Facts => ({
  ...facts,
  attentions: facts.attentions.filter((attention) => !isProcessTrouble(attention)),
});

/** The subject of what Temporal shows of a process; a call that is tried without end is another. */
const PROCESS = 'process';
const callSubject = (activity: string): string => `call:${activity}`;

/** The attention for a process whose code fails at every try. */
export const STUCK: NewAttention = {
  code: 'process-stuck',
  subject: PROCESS,
  message:
    'The process of this checkout fails at every try, so nothing goes on: no request, event or deadline. Nothing is lost. Go back to the version that it ran on before, or repair it: npm run repair.',
};

/** The attention for an open checkout that nobody works on. */
export const GONE: NewAttention = {
  code: 'process-gone',
  subject: PROCESS,
  message:
    'This checkout is open and has no process: it was terminated in Temporal, or Temporal has lost it. No request, event or deadline reaches anybody. Repair it: npm run repair.',
};

/** The attention for a call that is tried without end and fails: the process waits for it. */
export const stuckCall = (activity: string): NewAttention => ({
  code: 'process-stuck',
  subject: callSubject(activity),
  message: `The process of this checkout waits for ${activity}, which fails at every try. The log of the workers says why. It goes on by itself once that is put right.`,
});
