import { describe, expect, it } from 'vitest';
import { chooseBuyer, creditOf, type BuyerAccount, type BuyerWish } from '../../../workflows/rules/offline-buyer.ts';

const EMAIL = 'Bea+shop@example.test';
const account = (id: string, changes: Partial<BuyerAccount> = {}): BuyerAccount => ({
  id,
  name: `${id} Co`,
  merchantId: 'm',
  availableCents: 10_000,
  currency: null,
  ownerId: 'owner',
  buyers: [
    { id: 'other', email: 'other@example.test' },
    { id: `bea-${id}`, email: 'bea+SHOP@example.test' },
  ],
  ...changes,
});
const choose = (accounts: BuyerAccount[], wish: Partial<BuyerWish> = {}) =>
  chooseBuyer(accounts, {
    email: EMAIL,
    corporateAccountId: null,
    merchantId: 'm',
    amountCents: 10_000,
    currency: 'USD',
    ...wish,
  });

describe('the buyer of an offline order', () => {
  it('is the one of the account with the email, without regard to case', () => {
    expect(choose([account('a')])).toEqual({ corporateAccountId: 'a', shopperId: 'bea-a' });
  });

  it('is who made the account, where it lists no buyers', () => {
    expect(choose([account('a', { buyers: [] })])).toEqual({ corporateAccountId: 'a', shopperId: 'owner' });
  });

  it.each<[string, BuyerAccount[]]>([
    ['nobody has the email', []],
    ['the account is another merchant’s', [account('a', { merchantId: 'other' })]],
    ['the account lists others only', [account('a', { buyers: [{ id: 'x', email: 'x@example.test' }] })]],
    ['the account lists nobody at all', [account('a', { buyers: [], ownerId: null })]],
  ])('is unknown where %s', (_, accounts) => {
    const message = 'Apruve knows no buyer with this email address at this merchant.';
    expect(choose(accounts)).toEqual({ code: 'unknown-buyer', message });
  });

  it('counts an account whose merchant Apruve does not show', () => {
    expect(choose([account('a', { merchantId: null })])).toEqual({ corporateAccountId: 'a', shopperId: 'bea-a' });
  });

  it('is ambiguous with several accounts, all of which are named, until one is asked for', () => {
    const accounts = [account('a'), account('b', { name: null }), account('c', { merchantId: 'other' })];
    const errors = [{ path: 'corporate_account_id', message: 'is missing; send one of a (a Co), b' }];
    expect(choose(accounts)).toEqual({
      code: 'ambiguous-buyer',
      message: 'The buyer has 2 accounts at this merchant: name the one that pays in corporate_account_id.',
      details: { errors },
    });
    expect(choose(accounts, { corporateAccountId: 'b' })).toEqual({ corporateAccountId: 'b', shopperId: 'bea-b' });
    expect(choose(accounts, { corporateAccountId: 'c' })).toEqual({
      code: 'unknown-buyer',
      message: 'The buyer has no account c at this merchant.',
      details: {
        errors: [{ path: 'corporate_account_id', message: 'is not an account of this buyer; send one of a (a Co), b' }],
      },
    });
  });

  it('needs credit to the last cent, if Apruve shows it', () => {
    expect(choose([account('a')], { amountCents: 10_001 })).toEqual({
      code: 'insufficient-credit',
      message: 'The buyer has $100.00 of credit, the order is over $100.01.',
      details: { available_cents: 10_000 },
    });
    expect(choose([account('a', { availableCents: null })], { amountCents: 10_001 })).toMatchObject({ corporateAccountId: 'a' });
    expect(choose([account('a', { availableCents: -5 })])).toMatchObject({ details: { available_cents: -5 } });
  });
});

describe('the free credit of a buyer', () => {
  const credit = (accounts: BuyerAccount[]) => creditOf(accounts, { email: EMAIL, merchantId: 'm' });

  it('is that of the one account of our merchant, as far as Apruve shows it', () => {
    expect(credit([account('a', { currency: 'CAD' })])).toEqual({ known: true, availableCents: 10_000, currency: 'CAD' });
    expect(credit([account('a', { availableCents: null }), account('b', { merchantId: 'other' })])).toEqual({
      known: true,
      availableCents: null,
      currency: null,
    });
  });

  it('is not known of a stranger, nor of somebody with several accounts', () => {
    expect(credit([])).toMatchObject({ known: false, code: 'unknown-buyer' });
    expect(credit([account('a', { merchantId: 'other' })])).toMatchObject({ known: false, code: 'unknown-buyer' });
    expect(credit([account('a'), account('b')])).toEqual({
      known: false,
      code: 'unknown-buyer',
      message: 'The buyer has 2 accounts at this merchant, and it is not known which one pays.',
    });
  });
});
