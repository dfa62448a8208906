import { describe, expect, test } from 'vitest';
import { CREDIT, FULL, ID, signedIn } from './a-console.ts';

const SINCE = '2026-01-02T03:04:05.000Z';
const AT = `/console/checkouts/${ID}`;
const textOf = async (answer: Promise<Response>): Promise<string> => (await answer).text();
const allowed = (...names: string[]) => ({ actions: names.map((name) => ({ name, allowed: true, code: null, reason: null })) });
const INVOICE = {
  step: 'invoice:NS-1-1',
  action: 'invoice',
  merchant_invoice_id: 'NS-1-1',
  amount_cents: 4_000,
  since: SINCE,
  tries: 6,
  next_try_at: '2026-01-02T04:00:00.000Z',
  code: 'apruve-unreachable',
  last_answer: { status: 503, text: 'Busy' },
};
const REFUSED = {
  action: 'invoice',
  merchant_invoice_id: 'NS-1-1',
  amount_cents: 4_050,
  at: SINCE,
  title: 'On hold',
  detail: 'The account is on hold.',
};
const attention = (code: string, changes: Record<string, unknown> = {}) => ({
  code,
  message: `${code}, in words.`,
  since: SINCE,
  acknowledged_by: null,
  acknowledged_at: null,
  ...changes,
});
const shown = async (changes: Record<string, unknown>): Promise<string> =>
  textOf((await signedIn(undefined, { ...FULL, status: 'authorized', ...changes })).get(AT));

describe('an invoice on its way', () => {
  test('is a card that says since when, how often, when next, and what Apruve answered', async () => {
    const text = await shown({ in_flight: [INVOICE], ...allowed('retry') });
    for (const words of ['Invoice NS-1-1', '$40.00', 'tried 6 times in vain', '04:00 UTC', 'last answered 503: Busy'])
      expect(text).toContain(words);
    expect(text).toContain(`action="${AT}/retry"`);
    expect(text).toContain('An invoice is on its way to Apruve');
    expect(text).toContain('one is on its way');
    expect(text).toContain('not answered yet');
  });

  test('that is tried for the first time says so', async () => {
    const first = { ...INVOICE, tries: 0, next_try_at: null, code: null, last_answer: null };
    const text = await shown({ in_flight: [first] });
    expect(text).toContain('It is being tried now.');
    expect(text).toContain('No answer of Apruve yet');
    expect(text).not.toContain('Retry now');
  });

  test('leaves the rest of the order as what is to be done next', async () => {
    const credit = { ...CREDIT, uninvoiced_cents: 1_545 };
    const next = await shown({ credit, in_flight: [{ ...INVOICE, amount_cents: 3_000 }], ...allowed('sendInvoice') });
    expect(next).toContain('<button type="submit">Send invoice…</button>');
    expect(next).not.toContain('Waiting for Apruve to answer.');
  });

  test('that needs a person says so', async () => {
    expect(await shown({ in_flight: [{ ...INVOICE, next_try_at: null, code: 'apruve-auth' }] })).toContain(
      'It waits for a person.',
    );
  });
});

describe('a refused invoice', () => {
  test('is a card with Apruve’s words, and opens the form filled with what was sent', async () => {
    const checkout = { refused: [REFUSED], ...allowed('sendInvoice') };
    const { get } = await signedIn(undefined, { ...FULL, status: 'authorized', ...checkout });
    const text = await textOf(get(AT));
    for (const words of ['Invoice NS-1-1', '$40.50', 'On hold', 'The account is on hold.', 'An invoice was refused'])
      expect(text).toContain(words);
    expect(text).toContain('name="amount_cents" value="40.50"');
    const form = await textOf(get(`${AT}/send-invoice?amount_cents=40.50&merchant_invoice_id=NS-1-1&issue_on_create=on`));
    expect(form).toMatch(/name="amount_cents" value="40.50"/);
    expect(form).toMatch(/name="merchant_invoice_id" value="NS-1-1"/);
    expect(form).toMatch(/name="issue_on_create" checked/);
  });

  test('cannot be sent again where no invoice can, and is history after the end', async () => {
    expect(await shown({ refused: [REFUSED], actions: [] })).not.toContain('Edit and send again');
    expect(await shown({ refused: [REFUSED], status: 'paid', completed_at: SINCE })).not.toContain('On hold');
  });
});

describe('what needs attention', () => {
  test('is all there is, with a form to acknowledge each code', async () => {
    const attentions = [attention('apruve-auth'), attention('order-canceled')];
    const text = await shown({ attention: attentions[1], attentions });
    for (const { code, message } of attentions) {
      expect(text).toContain(message);
      expect(text).toContain(`action="${AT}/attention/${code}"`);
    }
  });

  test('is acknowledged with a note', async () => {
    const { get, post, calls } = await signedIn();
    const answer = await post(`${AT}/attention/order-canceled`, { note: 'I call Apruve.' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, AT]);
    expect(calls).toMatchObject([
      { path: `/v1/checkouts/${ID}/attention/order-canceled/acknowledge`, body: '{"note":"I call Apruve."}' },
    ]);
    expect(calls[0]?.headers.get('shown-to')).toBe('person');
    expect(await textOf(get(AT))).toContain('Acknowledged: it is shown below');
  });

  test('and is acknowledged is folded, with who did', async () => {
    const known = attention('order-canceled', { acknowledged_by: 'person:ann (key_1)', acknowledged_at: SINCE });
    const text = await shown({ attentions: [known] });
    expect(text).toContain('Acknowledged (1)');
    expect(text).toContain('acknowledged by person:ann (key_1)');
    expect(text).not.toContain('Needs attention');
  });
});
