import { describe, expect, it } from 'vitest';
import { isDatabaseDown } from '../../../api/http/database-down.ts';

const withCode = (code: string): Error => Object.assign(new Error('x'), { code });

describe('an error of the database', () => {
  it.each([
    withCode('ECONNREFUSED'),
    withCode('57P01'),
    withCode('57P03'),
    withCode('53300'),
    withCode('57014'),
    withCode('42P01'),
    new Error('Connection terminated unexpectedly'),
    new Error('timeout exceeded when trying to connect'),
    new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNREFUSED')]),
    new Error('Failed query', { cause: withCode('08006') }),
  ])('that will pass is told from a fault: %s', (error) => {
    expect(isDatabaseDown(error)).toBe(true);
  });

  it.each([withCode('23505'), withCode('22P05'), new Error('boom'), new TypeError('x'), 'text', null])(
    'that is a fault stays one: %s',
    (error) => {
      expect(isDatabaseDown(error)).toBe(false);
    },
  );
});
