import type { Attention, Facts } from '../contract/checkout.ts';

/** What a person is told of a step that cannot get through, and what to do. */
export function advice(code: string, step: string): string {
  switch (code) {
    case 'apruve-auth':
      return `Apruve does not accept the API key (${step}). Put the right key into the channel, then retry.`;
    case 'apruve-unreachable':
      return `Apruve does not answer (${step}). It is tried again by itself; retry to do it now.`;
    case 'unavailable':
      return `A part of this service was down (${step}). It is tried again by itself; retry to do it now.`;
    case 'internal-error':
      return `The step ${step} contradicts its own record and was stopped. Report it; nothing was sent twice.`;
    default:
      return `The step ${step} was refused. Put right what Apruve asks for, then retry.`;
  }
}

/**
 * What a person is shown first: the concern that was raised last, and where none is left the oldest unresolved step. Null:
 * nobody is needed.
 */
export function attentionOf({ concerns, unresolved: [oldest] }: Pick<Facts, 'concerns' | 'unresolved'>): Attention | null {
  const latest = concerns.at(-1);
  if (latest !== undefined) return latest;
  if (oldest === undefined) return null;
  const { code, step, since } = oldest;
  return { code, message: advice(code, step), since };
}

/** What a person is told of a notification that was given up. */
export function undelivered(sequence: number, type: string): Omit<Attention, 'since'> {
  const message = `The notification ${sequence} (${type}) was not taken for too long and was given up. Put the receiver right, then send it again.`;
  return { code: 'notification-failed', message };
}
