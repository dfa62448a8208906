import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { audit, describeFinding } from '../../worker/commands/audit.ts';
import { finish, killOnce, stateOf, type Hit } from '../support/kill/drill.ts';
import { newLife, type Life } from '../support/kill/life.ts';
import { startPlace, type Place } from '../support/kill/place.ts';
import { drawKills } from '../support/kill/plan.ts';
import { hitsTable } from '../support/kill/table.ts';

/** Of `npm run drill -- kill`; without it a sample. */
const KILLS = Number(process.env['DRILL_KILLS'] ?? 3);
const LIVES = Number(process.env['DRILL_CHECKOUTS'] ?? 3);
const SEED = Number(process.env['DRILL_SEED'] ?? randomInt(2 ** 31 - 1));

const AT_ONCE = 4;
const KNOWN_WITHIN_MS = 10_000;

const describeHit = ({ step, moment, knownMs }: Hit): string => `${step} ${moment} ${Math.round(knownMs)} ms`;

/*
 * Processes are killed at random moments while checkouts run, a second worker always among them. The tests follow each other.
 */
describe(`${KILLS} processes killed (DRILL_SEED=${SEED})`, () => {
  let place: Place;
  const lives: Life[] = [];
  beforeAll(async () => {
    place = await startPlace();
    lives.push(...Array.from({ length: LIVES }, () => newLife(place)));
  });
  afterAll(() => place.stop());

  it('leave all that was under way at Apruve known again within ten seconds', { timeout: KILLS * 60_000 }, async () => {
    const hits: Hit[] = [];
    for (const [n, kill] of drawKills(KILLS, SEED).entries()) {
      const next = lives.filter(({ steps }) => steps.length > 0).toSorted((a, b) => b.steps.length - a.steps.length);
      const hit = await killOnce(place, next.slice(0, AT_ONCE), kill);
      process.stdout.write(`${n + 1} of ${KILLS}: ${kill.victim} after ${kill.afterMs} ms, ${hit.map(describeHit).join(', ')}\n`);
      hits.push(...hit);
    }
    process.stdout.write(`\n${hitsTable(hits)}\n\n`);
    expect(hits.length).toBeGreaterThan(0);
    // What has not come to Apruve waits for whoever asks, as long as an API takes to start again.
    const underWay = hits.filter(({ moment }) => moment !== 'before its call');
    expect(underWay.filter(({ knownMs }) => knownMs > KNOWN_WITHIN_MS)).toEqual([]);
  });

  it('leave each step one effect, and rows, workflows and Apruve in agreement', { timeout: 300_000 }, async () => {
    await finish(place, lives);
    const { orders, invoices, shipments, returns } = await stateOf(place);
    for (const { number } of lives) {
      const [order, ...others] = orders.filter((each) => each.merchant_order_id === number);
      const made = invoices.filter(({ order_id }) => order_id === order?.id);
      const on = (list: { invoice_id: string }[]): number[] =>
        [1, 2].map(
          (n) =>
            list.filter(({ invoice_id }) => made.find(({ id }) => id === invoice_id)?.merchant_invoice_id === `${number}-${n}`)
              .length,
        );
      expect([others, made.map((each) => each.merchant_invoice_id), on(shipments), on(returns)]).toEqual([
        [],
        [`${number}-1`, `${number}-2`],
        [1, 1],
        [1, 0],
      ]);
    }
    const findings = async (): Promise<string[]> => {
      const found: string[] = [];
      await audit(place.config, (finding) => found.push(`${finding.checkoutId} ${describeFinding(finding)}`));
      return found;
    };
    await vi.waitFor(async () => expect(await findings()).toEqual([]), { timeout: 60_000, interval: 1_000 });
  });
});
