import type { Ledger } from '../../../activities/ledger/database.ts';
import type { Fact } from '../../../workflows/contract/fact.ts';
import type { Policy } from '../../../workflows/contract/policy.ts';
import { accepted, inDays, invoiced, seedCheckout, type Seed } from '../../support/seeding.ts';

const CLIENTS = 10;
const BUYERS = 2_000;
/** How many of a hundred checkouts come to this. */
const SHARES = [
  ['paid', 58],
  ['owed', 22],
  ['toInvoice', 10],
  ['opened', 6],
  ['awaitingApproval', 3],
  ['refused', 1],
] as const;
type Kind = (typeof SHARES)[number][0];
const KINDS = SHARES.flatMap(([kind, share]): Kind[] => Array.from({ length: share }, () => kind));

/** Fills a ledger by the verbs of the process, and tells of each thousandth checkout. Every invoiced one has one to three invoices. */
export async function seedMany(db: Ledger, policy: Policy, count: number, told: (done: number) => void): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      const n = next;
      await seedCheckout(db, policy, seedOf(n));
      if (n % 1_000 === 0) told(n);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, work));
}

function seedOf(n: number): Seed {
  const kind = KINDS[(n * 37) % KINDS.length] ?? 'paid';
  const buyer = (n * 7_919) % BUYERS;
  return {
    number: `SO-${100_000 + n}`,
    poNumber: `PO-${n * 3}`,
    amountCents: amountOf(n),
    customer: { email: `buyer${buyer}@shop${buyer % 97}.example`, name: `Buyer ${buyer} Works`, id: `B-${buyer}` },
    at: new Date(inDays(-((n * 13) % 400))),
    facts: factsOf(kind, n),
  };
}

const amountOf = (n: number): number => 3_000 + ((n * 7_877) % 900_000);

function factsOf(kind: Kind, n: number): Fact[] {
  const listed: Fact = { fact: 'invoices-listed' };
  switch (kind) {
    case 'opened':
      return [];
    case 'awaitingApproval':
      return [{ fact: 'order-read', order: { id: `pending-${n}`, status: 'pending', expireAt: null } }];
    case 'toInvoice':
      return [accepted(), ...(n % 4 === 0 ? [{ fact: 'expiry-warned' as const }] : [])];
    case 'refused':
      return [accepted(), attention(n)];
    case 'owed':
      return [accepted(), ...partsOf(n).flatMap((cents, i) => owed(cents, n + i))];
    case 'paid':
      return [accepted(), ...partsOf(n).flatMap((cents) => paid(cents)), listed];
  }
}

const attention = (n: number): Fact => ({
  fact: 'attention',
  attention: { code: 'refused-by-apruve', subject: `invoice:${n}`, message: 'Apruve refused the invoice: on hold.' },
});

/** One to three parts of the whole amount. */
function partsOf(n: number): number[] {
  const parts = [1, 2, 2, 3, 2][n % 5] ?? 1;
  const part = Math.floor(amountOf(n) / parts);
  return Array.from({ length: parts }, (_, i) => (i === 0 ? amountOf(n) - part * (parts - 1) : part));
}

/** A third of what is owed is overdue. */
function owed(cents: number, n: number): Fact[] {
  const days = n % 3 === 0 ? -(n % 120) - 1 : (n % 60) + 1;
  const invoice = invoiced(cents, { dueAt: inDays(days), issuedAt: inDays(days - 30) });
  return days < 0 ? [invoice, { fact: 'invoice-overdue', invoiceId: invoice.invoice.id }] : [invoice];
}

function paid(cents: number): Fact[] {
  const invoice = invoiced(cents, { status: 'closed', amountDueCents: 0 });
  return [invoice, { fact: 'invoice-captured', invoiceId: invoice.invoice.id }];
}
