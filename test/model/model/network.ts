import { orphansOf } from './money.ts';
import { lookUp, ownerOf, releaseOrphan } from './adoption.ts';
import { isNews, lookAtInvoice, lookAtOrder } from './process.ts';
import { amountOf, latest, running, type Checkout, type Invoice, type Model, type News } from './state.ts';

/*
 * How the process learns what happened at Apruve: by webhooks, and by reconciliation when they were lost. The order of arrival
 * and the number of copies must make no difference, so the model handles them in the order in which they were sent.
 */

/** Everything that Apruve holds back is delivered. */
export function deliver(model: Model): void {
  const news = model.queue;
  model.queue = [];
  for (const each of news) hear(model, each);
}

/** Everything that Apruve holds back is lost for ever. */
export function lose(model: Model): void {
  model.lost = model.lost || model.queue.length > 0;
  model.queue = [];
}

function hear(model: Model, news: News): void {
  const { order } = news;
  const owner = ownerOf(model, order) ?? (news.about === 'order' ? latest(model) : undefined);
  if (owner === undefined) {
    model.waiting.push(news);
    return;
  }
  if (isKnown(owner, news)) return;
  if (news.about === 'shipment') {
    lookAtInvoice(model, owner, news.invoice);
    return;
  }
  if (news.about === 'invoice') {
    if (news.event === 'funded') news.invoice.seenFunded = true;
    lookAtInvoice(model, owner, news.invoice);
    return;
  }
  if (order.orphaned) return;
  const waits = owner.adopted === null && owner.end === null;
  if (owner.adopted !== order && !waits) releaseOrphan(model, order);
  else if (waits) {
    lookUp(model, owner);
    if (owner.adopted === null) releaseOrphan(model, order);
  } else if (owner.adopted === order) lookAtOrder(model, owner);
}

/** What the process knows already is not looked at again: most webhooks are echoes of its own steps. */
function isKnown({ adopted, accepted, seen }: Checkout, news: News): boolean {
  if (news.about === 'shipment') return news.invoice.shipments.every(({ here: isHere }) => isHere);
  if (news.about !== 'invoice') return adopted === news.order && (news.event === 'accepted' ? accepted : seen === 'canceled');
  const { here, seenFunded } = news.invoice;
  return here === news.event || (news.event === 'funded' && seenFunded);
}

const isAhead = (checkout: Checkout, invoice: Invoice): boolean => {
  const { returns, seenReturns, shipments } = invoice;
  return isNews(checkout, invoice) || returns.length !== seenReturns.length || shipments.some(({ here }) => !here);
};

/** `npm run reconcile`: what differs is read again, and what no checkout needs is released. */
export function reconcile(model: Model): void {
  const checkout = running(model);
  if (checkout !== undefined && checkout.adopted !== null) {
    const { status, amount } = checkout.adopted;
    if (checkout.seen !== status || amount !== (checkout.changedTo ?? amountOf(checkout.cart))) lookAtOrder(model, checkout);
  }
  for (const each of model.checkouts) {
    const invoices = each.adopted?.invoices ?? [];
    for (const invoice of invoices) if (isAhead(each, invoice)) lookAtInvoice(model, each, invoice);
  }
  for (const order of orphansOf(model)) releaseOrphan(model, order);
}
