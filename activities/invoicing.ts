import { eq } from 'drizzle-orm';
import type { Scene, ShipmentPlan, StepOutcome } from '../workflows/contract/scene.ts';
import type { Fact } from '../workflows/rules/facts.ts';
import { canonicalRequest, type InvoicePlan } from '../workflows/rules/invoice-plan.ts';
import { captureStep, invoiceStep, PURCHASE_STEP, shipmentStep } from '../workflows/rules/rows.ts';
import { invoicedCents } from '../workflows/rules/credit.ts';
import { paths, type Apruve } from './apruve/client.ts';
import { invoiceSchema, shipmentSchema, type ApruveInvoice } from './apruve/entities.ts';
import { ApruveError } from './apruve/errors.ts';
import type { ActivityDeps } from './channels.ts';
import { availableCents } from './credit.ts';
import { asStep, refused } from './failures.ts';
import { invoiceBody, shipmentBody } from './invoice-body.ts';
import { commit } from './ledger/commit.ts';
import { mailFor } from './ledger/waiting-events.ts';
import type { Ledger } from './ledger/database.ts';
import { checkouts } from './ledger/schema.ts';
import { doStep } from './ledger/step.ts';

/**
 * Makes one invoice on the adopted order, found again by its number after a lost answer. Above the order's amount Apruve also
 * needs the buyer's free credit: its refusal then tells how much is there.
 */
export function createInvoice(deps: ActivityDeps, scene: Scene, orderId: string, plan: InvoicePlan): Promise<StepOutcome> {
  return asStep(async () => {
    const { apruve } = await deps.channel(scene.channel);
    try {
      return await makeInvoice(deps.db, apruve, scene, orderId, plan);
    } catch (error) {
      const above = invoicedCents(scene.facts) + plan.amountCents > scene.facts.terms.amountCents;
      if (!above || !(error instanceof ApruveError) || error.kind !== 'refused') throw error;
      const available_cents = await availableCents(deps.db, apruve, scene);
      const details = available_cents === null ? {} : { available_cents };
      return refused({ code: 'refused-by-apruve', message: error.message, details });
    }
  });
}

async function makeInvoice(db: Ledger, apruve: Apruve, scene: Scene, orderId: string, plan: InvoicePlan): Promise<StepOutcome> {
  const [row] = await db.select({ order: checkouts.order }).from(checkouts).where(eq(checkouts.id, scene.checkoutId));
  if (row === undefined) throw new Error(`The ledger has lost ${scene.checkoutId}.`);
  const body = invoiceBody(plan, row.order);
  const step = invoiceStep(plan.number);
  const {
    amountCents,
    request: { actor },
  } = plan;
  const request = { method: 'POST', path: paths.orderInvoices(orderId), body };
  const asked = canonicalRequest(plan.request);
  const { data, response } = await doStep(
    db,
    scene,
    { step, action: 'invoice', amountCents, source: PURCHASE_STEP, request, actor, asked },
    {
      send: () => apruve.createInvoice(orderId, body),
      find: async () => pick(await apruve.listInvoices(orderId), (invoice) => invoice.merchant_invoice_id === plan.number),
      parse: (recorded) => invoiceSchema.parse(recorded),
    },
    scene.unknownOutcomeWaitMs,
  );
  const news = [...invoiceNews(scene, data, plan.number), ...REFUSALS_ANSWERED];
  await commit(db, scene, news, [{ step, response }]);
  return { news, mail: await mailFor(db, scene, news, { invoiceId: data.id }) };
}

/** Tells Apruve that an invoice's goods are on their way: without it a financed merchant is not paid. */
export function createShipment({ db, channel }: ActivityDeps, scene: Scene, plan: ShipmentPlan): Promise<StepOutcome> {
  return asStep(async () => {
    const { apruve } = await channel(scene.channel);
    const body = shipmentBody(plan, scene.facts.terms.currency);
    const step = shipmentStep(plan.number);
    const request = { method: 'POST', path: paths.shipments(plan.invoiceId), body };
    const { data, response } = await doStep(
      db,
      scene,
      { step, action: 'shipment', amountCents: plan.amountCents, source: invoiceStep(plan.invoiceNumber), request },
      {
        send: () => apruve.createShipment(plan.invoiceId, body),
        find: async () =>
          pick(await apruve.listShipments(plan.invoiceId), ({ merchant_shipment_id }) => merchant_shipment_id === plan.number),
        parse: (recorded) => shipmentSchema.parse(recorded),
      },
      scene.unknownOutcomeWaitMs,
    );
    const shipment = { id: data.id, number: plan.number, amountCents: plan.amountCents };
    const news: Fact[] = [{ fact: 'shipment-read', invoiceId: plan.invoiceId, shipment }];
    await commit(db, scene, news, [{ step, response }]);
    return { news, mail: [] };
  });
}

/** Reads an invoice as Apruve shows it now: the only thing that is believed of it. Records the capture where it is paid. */
export function readInvoice({ db, channel }: ActivityDeps, scene: Scene, invoiceId: string): Promise<StepOutcome> {
  return asStep(async () => {
    const { apruve } = await channel(scene.channel);
    const { answer, data } = await apruve.getInvoice(invoiceId);
    const ours = data.order_id === scene.facts.order?.id;
    const number = scene.facts.invoices.find(({ id }) => id === data.id)?.number ?? data.merchant_invoice_id ?? data.id;
    const news = ours ? invoiceNews(scene, data, number) : [];
    const request = { method: 'GET', path: paths.invoice(invoiceId), body: null };
    await commit(db, scene, news, [{ step: captureStep(data.id), request, response: answer }]);
    return { news, mail: [] };
  });
}

/** An invoice that got through answers what an earlier one was refused for. */
const REFUSALS_ANSWERED: Fact[] = [
  { fact: 'attention-cleared', code: 'invoice-refused' },
  { fact: 'attention-cleared', code: 'refused-by-apruve' },
];

/** What the facts learn from an invoice; a capture too where the money counts as there. */
function invoiceNews(scene: Scene, invoice: ApruveInvoice, number: string): Fact[] {
  const { id, status, amount_cents, amount_due } = invoice;
  const draft = status === 'pending' && String(invoice.issue_on_create) === 'false';
  const read: Fact = {
    fact: 'invoice-read',
    invoice: {
      id,
      number,
      status,
      draft,
      amountCents: amount_cents,
      amountDueCents: status === 'closed' ? 0 : (amount_due ?? amount_cents),
      dueAt: invoice.due_at ?? null,
      issuedAt: invoice.issued_at ?? null,
      fundedAt: status === 'funded' ? scene.at : null,
      closedAt: status === 'closed' ? (invoice.final_state_at ?? scene.at) : null,
    },
  };
  const counts = status === 'closed' || (status === 'funded' && scene.paidMeans === 'funded');
  return counts ? [read, { fact: 'invoice-captured', invoiceId: id }] : [read];
}

function pick<T>({ answer, data }: { answer: { status: number }; data: T[] }, fits: (entity: T) => boolean) {
  const found = data.find(fits);
  return found === undefined ? null : { answer: { status: answer.status, body: found }, data: found };
}
