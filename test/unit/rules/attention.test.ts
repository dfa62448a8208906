import { describe, expect, it } from 'vitest';
import type { Attention } from '../../../workflows/contract/checkout.ts';
import * as rules from '../../../workflows/rules/attention.ts';

const LATER = '2026-01-01T00:00:00.000Z';
const concern = (code: string, changes: Partial<Attention> = {}): Attention => ({
  code,
  message: `${code}!`,
  since: 's',
  ...changes,
});

describe('the attention for a step that cannot get through', () => {
  it.each([
    ['apruve-auth', null, 'Apruve does not accept the API key (s). Put the right key into the channel, then retry.'],
    ['apruve-unreachable', LATER, 'Apruve does not answer (s). It is retried automatically; retry to do it now.'],
    [
      'apruve-unreachable',
      null,
      'Apruve does not answer (s). It was retried for days and is no longer retried automatically: fix that, then retry.',
    ],
    [
      'apruve-unreadable',
      LATER,
      'Apruve answered in a way that cannot be read (s). The payment transactions have the answer. It is retried automatically; retry to do it now.',
    ],
    ['unavailable', LATER, 'A part of this service was down (s). It is retried automatically; retry to do it now.'],
    ['internal-error', null, 'The step s contradicts its own record and was stopped. Report it; nothing was sent twice.'],
    ['refused-by-apruve', null, 'The step s was refused. Fix what Apruve asks for, then retry.'],
  ])('%s, with the next try at %s', (code, retryAt, message) => {
    expect(rules.advice({ code, step: 's', retryAt })).toBe(message);
  });
});

describe('the attention for a return that cannot get through', () => {
  const step = 'return:r';
  const again = 'request the same return again, with the same Idempotency-Key.';

  it.each([
    ['apruve-auth', null, `Apruve does not accept the API key (return:r). Put the right key into the channel, then ${again}`],
    ['apruve-unreachable', LATER, 'Apruve does not answer (return:r). The return is retried automatically.'],
    [
      'apruve-unreachable',
      null,
      `Apruve does not answer (return:r). The return was retried for days and is no longer retried automatically: ${again}`,
    ],
    ['apruve-unreadable', LATER, 'Apruve answered in a way that cannot be read (return:r). The return is retried automatically.'],
    [
      'unavailable',
      null,
      `A part of this service was down (return:r). The return was retried for days and is no longer retried automatically: ${again}`,
    ],
    ['internal-error', null, 'The step return:r contradicts its own record and was stopped. Report it; nothing was sent twice.'],
  ])('%s, with the next try at %s', (code, retryAt, message) => {
    expect(rules.stuckReturn({ code, step, retryAt })).toEqual({ code, subject: step, message });
  });

  it('names the refusal of one whose caller is gone, or is a program', () => {
    const refusal = { code: 'refused-by-apruve', message: 'Too late.' } as const;
    expect(rules.refusedReturn(step, refusal, 'retried')).toEqual({
      code: 'refused-by-apruve',
      subject: step,
      message: 'Too late. The return (return:r) was refused when it was retried; request a new one, or leave it.',
    });
    expect(rules.refusedReturn(step, refusal, 'asked').message).toContain('was refused; request a new one');
  });
});

describe('other attention', () => {
  it('names the notification that failed', () => {
    expect(rules.undelivered({ sequence: 7, type: 'checkout.paid' })).toEqual({
      code: 'notification-failed',
      subject: 'notification:7',
      message:
        'The notification 7 (checkout.paid) was not accepted in time and is no longer retried. Fix the receiver, then resend it.',
    });
  });
});

describe('the attention that is shown', () => {
  it.each([
    ['none', [], null],
    ['the newest', [concern('one'), concern('two')], concern('two')],
    ['the newest that needs a person, before what is retried', [concern('one'), concern('apruve-unreachable')], concern('one')],
    ['of what is retried, the newest', [concern('unavailable'), concern('apruve-unreachable')], concern('apruve-unreachable')],
    ['none that is acknowledged', [concern('one'), concern('two', { acknowledged: { by: 'ann', at: LATER } })], concern('one')],
    ['without its subject', [concern('one', { subject: 'return:r' })], concern('one')],
  ])('is %s', (_, concerns, shown) => {
    expect(rules.attentionOf({ attentions: concerns })).toEqual(shown);
  });
});

describe('two attentions', () => {
  it.each([
    ['one code and subject', { code: 'a', subject: 's' }, { code: 'a', subject: 's' }, true],
    ['two codes of one subject', { code: 'a', subject: 's' }, { code: 'b', subject: 's' }, false],
    ['two subjects of one code', { code: 'a', subject: 's' }, { code: 'a', subject: 't' }, false],
    ['a subject and none, of one code', { code: 'a', subject: 's' }, { code: 'a' }, true],
    ['none and a subject, of one code', { code: 'a' }, { code: 'a', subject: 's' }, true],
    ['none and a subject, of two codes', { code: 'a' }, { code: 'b', subject: 's' }, false],
    ['one return, whatever the codes', { code: 'a', subject: 'return:r' }, { code: 'b', subject: 'return:r' }, true],
    ['two returns of one code', { code: 'a', subject: 'return:r' }, { code: 'a', subject: 'return:s' }, false],
    ['one orphan, whatever the codes', { code: 'a', subject: 'orphan:o' }, { code: 'b', subject: 'orphan:o' }, true],
  ])('with %s are the same: %j, %j, %s', (_, one, other, same) => {
    expect(rules.isSameAttention(one, other)).toBe(same);
  });
});

describe('an attention that is raised again', () => {
  const known = (code: string, subject: string, by?: string): Attention =>
    concern(code, { subject, ...(by !== undefined && { acknowledged: { by, at: 'a' } }) });
  const now = { code: 'a', subject: 's', message: 'again' };
  const at = LATER;

  it.each([
    [
      'keeps its first time and its place',
      [known('a', 's'), known('b', 's')],
      false,
      [{ ...known('a', 's'), message: 'again' }, known('b', 's')],
    ],
    ['the same by a new cause', [known('a', 's')], true, [{ ...known('a', 's'), message: 'again' }]],
    ['stays acknowledged by another try', [known('a', 's', 'ann')], false, [{ ...known('a', 's', 'ann'), message: 'again' }]],
    [
      'is new by a new cause, once it was acknowledged',
      [known('a', 's', 'ann'), known('b', 's')],
      true,
      [known('b', 's'), { ...now, since: at }],
    ],
    ['leaves other subjects as they are', [known('a', 't', 'ann')], true, [known('a', 't', 'ann'), { ...now, since: at }]],
  ])('%s', (_, before, again, after) => {
    expect(rules.raise(before, now, at, again)).toEqual(after);
  });

  it('is new where a return is stuck for another reason than somebody knows of', () => {
    const stuck = known('apruve-unreachable', 'return:r', 'ann');
    const refused = { code: 'refused-by-apruve', subject: 'return:r', message: 'No.' };
    expect(rules.raise([stuck], refused, at)).toEqual([{ ...refused, since: at }]);
  });
});

describe('acknowledging a code', () => {
  const by = { by: 'ann', at: LATER };
  const before = [
    concern('a', { subject: 's' }),
    concern('a', { subject: 't', acknowledged: { by: 'bob', at: 'a' } }),
    concern('b'),
  ];

  it('acknowledges its present subjects, and keeps who did before', () => {
    expect(rules.acknowledge(before, 'a', by).map(({ acknowledged }) => acknowledged?.by)).toEqual(['ann', 'bob', undefined]);
  });

  it.each([
    ['a', { allowed: true }],
    ['c', { allowed: false, code: 'not-found', reason: 'This checkout has no attention c.' }],
  ])('%s is judged: %j', (code, verdict) => {
    expect(rules.acknowledging({ attentions: before }, code)).toEqual(verdict);
  });

  it('that was acknowledged changes nothing', () => {
    expect(rules.acknowledging({ attentions: rules.acknowledge(before, 'a', by) }, 'a')).toBe('unchanged');
  });
});

describe('a refusal by Apruve', () => {
  it.each([
    ['invoice:A', 'invoice:A'],
    ['update:order:2', 'update:order'],
    ['complete:1', 'complete'],
  ])('of %s is about %s', (step, subject) => {
    expect(rules.refusedStep(step, 'On hold.')).toEqual({
      code: 'refused-by-apruve',
      subject,
      message: `Apruve refused ${step}: On hold. Put right what it asks for, then ask for it again.`,
    });
  });

  it.each([
    ['person:ann (key_1)', true],
    ['user:ann (usr_1)', true],
    ['key:erp (key_2)', false],
    [undefined, false],
  ])('asked for by %s is told at once: %s', (actor, isTold) => {
    expect(rules.isPerson(actor)).toBe(isTold);
  });
});
