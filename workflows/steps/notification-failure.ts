import type { Fact } from '../contract/fact.ts';
import type { ReceiverNews } from '../contract/receiver.ts';
import type { CheckoutProcess } from '../process/checkout-process.ts';
import { recordFacts } from '../process/run-step.ts';
import { undelivered } from '../rules/attention.ts';

/** Shows that the shop does not take its notifications, until it does again. */
export async function showNotificationFailure(checkout: CheckoutProcess, news: ReceiverNews): Promise<void> {
  if (news.reachable && !checkout.facts.attentions.some(({ code }) => code === 'notification-failed')) return;
  const attention: Fact = news.reachable
    ? { fact: 'attention-cleared', code: 'notification-failed' }
    : { fact: 'attention', attention: undelivered(news) };
  await recordFacts(checkout, [attention]);
}
