import { describe, expect, test } from 'vitest';
import { centralTime, dueAt, endOfDayAfter } from '../../sandbox/values/central-time.ts';
import { toCents } from '../../sandbox/page/format.ts';
import { toApruveJson } from '../../sandbox/values/json.ts';

describe('times', () => {
  test.each([
    ['2018-05-23T19:10:28.999Z', '2018-05-23T14:10:28-05:00'],
    ['2016-11-11T06:00:00Z', '2016-11-11T00:00:00-06:00'],
    ['2026-03-08T07:59:59Z', '2026-03-08T01:59:59-06:00'],
    ['2026-03-08T08:00:00Z', '2026-03-08T03:00:00-05:00'],
  ])('%s is written in US Central time, without fractions', (utc, local) => {
    expect(centralTime(new Date(utc))).toBe(local);
  });

  test('an order expires 45 days later at the end of the local day', () => {
    expect(endOfDayAfter(new Date('2018-05-23T14:10:28-05:00'), 45)).toBe('2018-07-07T23:59:59-05:00');
  });

  test('the offset of an expiry is that of its own day', () => {
    expect(endOfDayAfter(new Date('2026-10-01T12:00:00-05:00'), 45)).toBe('2026-11-15T23:59:59-06:00');
  });

  test('an invoice on Net30 is due 30 days after its issue, at local midnight', () => {
    expect(dueAt(new Date('2017-05-11T09:01:55-05:00'), 'Net30')).toBe('2017-06-10T00:00:00-05:00');
  });

  test('an invoice on EOMNet15 is due 15 days after the end of the month', () => {
    expect(dueAt(new Date('2024-02-10T12:00:00-06:00'), 'EOMNet15')).toBe('2024-03-15T00:00:00-05:00');
  });
});

describe('where a day lasts two seconds', () => {
  const at = new Date('2026-02-10T12:00:00.500-06:00');

  test.each([
    ['Net30', '2026-02-10T12:01:01-06:00'],
    ['EOMNet15', '2026-02-10T12:01:07-06:00'],
  ])('%s counts as many days as in the calendar, to the next second', (term, due) => {
    expect(dueAt(at, term, 2_000)).toBe(due);
  });

  test('an order expires after 45 of them', () => {
    expect(endOfDayAfter(at, 45, 2_000)).toBe('2026-02-10T12:01:31-06:00');
  });
});

test.each([
  ['12.5', 1_250],
  ['0.07', 7],
  ['3', 300],
  ['1.234', '1.234'],
  ['-1', '-1'],
])('%s dollars in a form are %s', (text, cents) => {
  expect(toCents(text)).toBe(cents);
});

test('JSON escapes ampersands and angle brackets and leaves other letters alone', () => {
  expect(toApruveJson({ title: 'Women’s <b> & co' })).toBe(String.raw`{"title":"Women’s \u003cb\u003e \u0026 co"}`);
});
