import { expect, it } from 'vitest';

import { fastDays } from '../../stack/fast-days.ts';

it('a short day shortens what counts days, for the product and for the sandbox, and says so', () => {
  expect(fastDays('2s', {})).toEqual({
    POLICY_APPROVAL_DEADLINE: '28s',
    POLICY_APPROVAL_POLL: '5s',
    POLICY_EXPIRY_WARNING: '14s',
    POLICY_RECONCILE_EVERY: '5s',
    SANDBOX_DAY_MS: '2000',
    BANNER: 'A day lasts 2s here: an invoice on Net30 is due after 1m, an order expires after 90s.',
  });
});

it('what the environment sets stays', () => {
  const env = { POLICY_APPROVAL_DEADLINE: '3d', BANNER: 'Training' };
  expect(fastDays('1m', env)).toMatchObject({ ...env, POLICY_EXPIRY_WARNING: '7m' });
});

it.each(['2', 'soon', '0s', '2d'])('a day of %s is refused', (day) => {
  expect(() => fastDays(day, {})).toThrow('expected a duration up to a day');
});

it('days of the real Apruve cannot be short', () => {
  expect(() => fastDays('2s', { APRUVE_API_KEY: 'key' })).toThrow('where the sandbox of this stack plays Apruve');
});
