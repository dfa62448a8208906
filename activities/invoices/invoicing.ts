import type { Scene, StepOutcome } from '../../workflows/contract/step-context.ts';
import type { Fact } from '../../workflows/rules/facts.ts';
import { sum } from '../../workflows/rules/money.ts';
import { canonicalRequest, type InvoicePlan } from '../../workflows/rules/invoice-plan.ts';
import { captureStep, invoiceStep, PURCHASE_STEP } from '../../workflows/rules/rows.ts';
import { invoicedCents } from '../../workflows/rules/credit.ts';
import { paths, pick, type Apruve, type Read } from '../apruve/client.ts';
import { invoiceSchema, type ApruveReturn } from '../apruve/entities.ts';
import { ApruveError } from '../apruve/errors.ts';
import type { ActivityDeps } from '../deps.ts';
import { availableCents } from './available-credit.ts';
import { asStep, refused } from '../step/failures.ts';
import { invoiceBody } from './invoice-body.ts';
import { foreignShipments, invoiceNews, vanishedNews } from './invoice-facts.ts';
import { commitAndTell } from '../step/commit-and-notify.ts';
import { mailFor } from '../ledger/waiting-events.ts';
import { readShopOrder } from '../ledger/reads.ts';
import { adoptReturns } from '../ledger/returns.ts';
import { doStep } from '../step/do-step.ts';

/**
 * Makes one invoice on the adopted order, found again by its number after a lost answer. Above the order's amount Apruve also
 * needs the buyer's free credit: its refusal then tells how much is there.
 */
export function createInvoice(deps: ActivityDeps, scene: Scene, orderId: string, plan: InvoicePlan): Promise<StepOutcome> {
  return asStep(async () => {
    const { apruve } = await deps.channel(scene.channel);
    try {
      return await makeInvoice(deps, apruve, scene, orderId, plan);
    } catch (error) {
      const above = invoicedCents(scene.facts) + plan.amountCents > scene.facts.terms.amountCents;
      if (!above || !(error instanceof ApruveError) || error.kind !== 'refused') throw error;
      const available_cents = await availableCents(deps.db, apruve, scene);
      const details = available_cents === null ? {} : { available_cents };
      return refused({ code: 'refused-by-apruve', message: error.message, details });
    }
  });
}

async function makeInvoice(
  deps: ActivityDeps,
  apruve: Apruve,
  scene: Scene,
  orderId: string,
  plan: InvoicePlan,
): Promise<StepOutcome> {
  const body = invoiceBody(plan, await readShopOrder(deps.db, scene.checkoutId));
  const step = invoiceStep(plan.number);
  const {
    amountCents,
    request: { actor, requestId },
  } = plan;
  const request = { method: 'POST', path: paths.orderInvoices(orderId), body };
  const asked = canonicalRequest(plan.request);
  const { data, response } = await doStep(
    deps.db,
    scene,
    { step, action: 'invoice', amountCents, source: PURCHASE_STEP, request, actor, asked, requestId },
    {
      send: () => apruve.createInvoice(orderId, body),
      find: async () => pick(await apruve.listInvoices(orderId), (invoice) => invoice.merchant_invoice_id === plan.number),
      parse: (recorded) => invoiceSchema.parse(recorded),
    },
    scene.unknownOutcomeWaitMs,
  );
  const news = [...invoiceNews(scene, data, plan.number), ...REFUSALS_ANSWERED];
  const taken = await commitAndTell(deps, scene, news, [{ step, response }]);
  return { ...taken, mail: await mailFor(deps.db, scene, news, { invoiceId: data.id }) };
}

/**
 * Reads an invoice with its returns and shipments as Apruve shows them now: the only thing that is believed of it. Records the
 * capture where it is paid, and takes in what others made of it in Apruve's dashboard.
 */
export function readInvoice(deps: ActivityDeps, scene: Scene, invoiceId: string): Promise<StepOutcome> {
  return asStep(async () => {
    const { apruve } = await deps.channel(scene.channel);
    const [{ answer, data }, returns, shipments] = await Promise.all([
      apruve.getInvoice(invoiceId),
      apruve.listReturns(invoiceId),
      apruve.listShipments(invoiceId),
    ]);
    const ours = data.order_id === scene.facts.order?.id;
    const number = scene.facts.invoices.find(({ id }) => id === data.id)?.number ?? data.merchant_invoice_id ?? data.id;
    const returned = sum(returns.data.map(({ amount_cents }) => amount_cents));
    const news = ours
      ? [
          ...invoiceNews(scene, data, number, returned),
          ...foreignShipments(scene, data, shipments.data),
          ...vanishedNews(scene, data, number),
        ]
      : [];
    const request = { method: 'GET', path: paths.invoice(invoiceId), body: null };
    const taken = await commitAndTell(deps, scene, news, [{ step: captureStep(data.id), request, response: answer }]);
    if (ours) await takeInReturns(deps, scene, { invoiceId, number }, returns);
    return { ...taken, mail: [] };
  });
}

/** Takes in the returns that others made of an invoice. */
export async function takeInReturns(
  deps: ActivityDeps,
  { checkoutId, channel, currency }: Scene,
  { invoiceId, number }: { invoiceId: string; number: string },
  { answer, data }: Read<ApruveReturn[]>,
): Promise<void> {
  const { receiver, mode } = await deps.channel(channel);
  const tell = receiver === null ? null : mode;
  const invoice = { checkoutId, invoiceId, invoiceStep: invoiceStep(number), currency, tell };
  const adopted = await adoptReturns(deps.db, invoice, data, answer.status);
  if (adopted && tell !== null) await deps.process.send(checkoutId);
}

/** An invoice that got through answers what an earlier one was refused for. */
const REFUSALS_ANSWERED: Fact[] = [
  { fact: 'attention-cleared', code: 'invoice-refused' },
  { fact: 'attention-cleared', code: 'refused-by-apruve' },
];
