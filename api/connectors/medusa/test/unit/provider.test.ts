import { describe, expect, it } from 'vitest';
import { ApruveProvider } from '../../src/providers/apruve/provider.ts';

const options = {
  url: 'http://localhost:9',
  apiKey: 'apc_1',
  webhookSecret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  waitSeconds: 0,
};

/** What Medusa hands a provider whose module does not declare what it depends on. */
const withoutQuery = {
  get query(): never {
    throw new Error("Could not resolve 'query'.");
  },
};

describe('the provider', () => {
  it('says what to add to medusa-config where it may not read Medusa', async () => {
    const provider = new ApruveProvider(withoutQuery, options);
    const session = { amount: 1, currency_code: 'usd', data: { session_id: 'payses_1' } };
    await expect(provider.initiatePayment(session)).rejects.toThrow(/add dependencies: \['query'\]/);
  });

  it('is refused at the start with options that do not fit', () => {
    expect(() => ApruveProvider.validateOptions({ url: 'http://localhost:9' })).toThrow(/apiKey/);
  });

  it('says that nothing is known where the payment service cannot be reached, and never yes or no', async () => {
    const provider = new ApruveProvider(withoutQuery, options);
    const data = { session_id: 'payses_1', checkout_id: 'chk_1' };
    await expect(provider.getPaymentStatus({ data })).rejects.toThrow(/nothing is known/);
    await expect(provider.cancelPayment({ data })).rejects.toThrow(/nothing is known/);
    await expect(provider.deletePayment({ data })).rejects.toThrow(/nothing is known/);
  });
});
