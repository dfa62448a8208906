import { describe, expect, it } from 'vitest';
import { refused } from '../../src/errors.ts';
import { readOptions } from '../../src/options.ts';

describe('a refusal', () => {
  it.each([
    [422, 'invalid_data'],
    [409, 'not_allowed'],
    [412, 'not_allowed'],
    [404, 'not_found'],
    [401, 'unexpected_state'],
    [403, 'unexpected_state'],
  ])('with %i is %s in Medusa, with the sentence and code of the API', (status, type) => {
    const problem = { code: 'credit-exceeded', detail: '$76.50 is left to invoice on this order.', title: '', status };
    expect(refused(status, problem)).toMatchObject({ type, code: problem.code, message: problem.detail });
  });

  it('by something that is not the API says what came', () => {
    expect(refused(403, '<html>')).toMatchObject({ type: 'unexpected_state', message: 'The payment service answered 403.' });
  });
});

describe('the options', () => {
  it('are refused at the start with everything that is wrong', () => {
    const wrong = () => readOptions({ url: 'payments.example', apiKey: 'sk_1' });
    expect(wrong).toThrow(/url: .*apiKey: .*webhookSecret: /);
  });

  it('have a wait of 20 seconds unless they say another', () => {
    const options = { url: 'https://payments.example', apiKey: 'apc_1', webhookSecret: 'whsec_1' };
    expect(readOptions(options).waitSeconds).toBe(20);
  });
});
