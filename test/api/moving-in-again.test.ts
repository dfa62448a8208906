import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { findEvents } from '../../activities/ledger/inbox.ts';
import { showOnProcesses } from '../../activities/ledger/process-attention.ts';
import type { Config } from '../../worker/platform/index.ts';
import { GONE } from '../../workflows/rules/process-trouble.ts';
import {
  adoptAll,
  auditFindings,
  invoicedElsewhere,
  madeElsewhere,
  ordersFile,
  plainRows,
  withFile,
} from '../support/made-elsewhere.ts';
import { processOf } from '../support/process.ts';
import { fault } from '../support/shop.ts';
import { insertEvents } from '../support/tables.ts';
import { withApi } from './with-api.ts';

describe('orders that are being adopted', () => {
  const { rig, api } = withApi({ webhooks: true });

  const unreachable = (): Config => ({
    ...rig.config,
    temporal: { ...rig.config.temporal, connection: { ...rig.config.temporal.connection, address: '127.0.0.1:1' } },
  });
  const commandLine = (file: string, ...args: string[]): string[] =>
    ['--import', 'tsx', 'worker/commands/cli.ts', 'adopt', '--channel', 'default', '--from', file].concat(args);
  const commandEnv = () => ({ ...rig.env, PATH: process.env['PATH'] });
  const findings = () => auditFindings(rig.config);

  it('that were stored when the command was cut off are started by the next run, and nothing is there twice', async () => {
    const order = await madeElsewhere(rig);
    await invoicedElsewhere(rig, order, 5_000);
    await expect(adoptAll(unreachable(), [order])).rejects.toThrow(`${order.number} is stored, and its process was not started`);
    expect(await findings()).toEqual([expect.stringContaining('"about":"workflow"')]);
    const [{ id: shown }] = (await api.get(`/v1/checkouts?merchant_order_id=${order.number}`)).body.items;
    await showOnProcesses(rig.ledger.db, [shown], GONE, new Date());
    const [first, second] = await Promise.all([adoptAll(rig.config, [order]), adoptAll(rig.config, [order])]);
    expect([first.outcomes, second.outcomes]).toEqual([['known'], ['known']]);
    const id = first.ids[0] ?? '';
    expect(await plainRows(rig, id)).toHaveLength(2);
    expect([(await processOf(rig, id).facts()).attentions, (await processOf(rig, id).row()).attention]).toEqual([[], null]);
    expect((await api.get(`/v1/checkouts?merchant_order_id=${order.number}`)).body.items).toHaveLength(1);
    expect(await findings()).toEqual([]);
    expect(await api.post(`/v1/checkouts/${id}/cancel`)).toMatchObject({ status: 200, body: { status: 'canceled' } });
    expect((await adoptAll(rig.config, [order])).outcomes).toEqual(['known']);
  });

  it('are each there once after the command was killed in the middle and run again', async () => {
    const orders = await Promise.all(Array.from({ length: 10 }, () => madeElsewhere(rig)));
    for (const order of orders.slice(2, 4)) await invoicedElsewhere(rig, order, 4_000);
    const printed = await withFile(ordersFile(orders), async (file) => {
      const child = spawn(process.execPath, commandLine(file, '--apply'), { env: commandEnv() });
      const exited = once(child, 'exit');
      const lines: string[] = [];
      for await (const line of createInterface(child.stdout)) {
        lines.push(line);
        if (lines.length === 3) child.kill('SIGKILL');
      }
      expect(await exited).toEqual([null, 'SIGKILL']);
      return lines;
    });
    expect(printed.length).toBeLessThan(orders.length);
    const { outcomes, ids } = await adoptAll(rig.config, orders);
    expect(outcomes.slice(0, 3)).toEqual(['known', 'known', 'known']);
    expect(outcomes.at(-1)).toBe('running');
    expect(new Set(ids).size).toBe(orders.length);
    for (const { number } of orders) {
      expect((await api.get(`/v1/checkouts?merchant_order_id=${number}`)).body.items).toMatchObject([
        { status: expect.any(String) },
      ]);
    }
    expect(await findings()).toEqual([]);
  });

  it('that two runs adopt at once become one checkout', async () => {
    const order = await madeElsewhere(rig);
    const runs = await Promise.all([adoptAll(rig.config, [order]), adoptAll(rig.config, [order])]);
    expect(runs.flatMap(({ outcomes }) => outcomes)).toContain('running');
    expect((await api.get(`/v1/checkouts?merchant_order_id=${order.number}`)).body.items).toHaveLength(1);
    expect(await findings()).toEqual([]);
  });

  it('are not held up by one that Apruve does not show, which the next run adopts', async () => {
    const [one, two] = [await madeElsewhere(rig), await madeElsewhere(rig)];
    await fault(rig, { method: 'GET', path: `/orders/${one.orderId}`, times: 1, status: 503 });
    const run = await adoptAll(rig.config, [one, two]);
    expect(run.outcomes).toEqual(['failed', 'running']);
    expect(run.tally).toMatchObject({ failed: 1, running: 1 });
    expect((await adoptAll(rig.config, [one, two])).outcomes).toEqual(['running', 'known']);
    await fault(rig, { method: 'GET', path: '/orders/', times: 1, status: 401 });
    await expect(adoptAll(rig.config, [await madeElsewhere(rig)])).rejects.toThrow('401');
    await expect(adoptAll(rig.config, [one], { channel: 'nowhere' })).rejects.toThrow('nowhere is not configured here');
  });

  it('take up an event that came while they were being adopted', async () => {
    const order = await madeElsewhere(rig);
    const apruveInvoiceId = await invoicedElsewhere(rig, order, 11_500);
    const uuid = randomUUID();
    const event = { uuid, channel: 'default', event: 'invoice.funded', apruveOrderId: order.orderId, apruveInvoiceId };
    await insertEvents(rig.ledger.db, { ...event, body: { created_at: new Date().toISOString() } });
    await adoptAll(rig.config, [order]);
    await expect.poll(async () => (await findEvents(rig.ledger.db, uuid))[0]?.outcome).toBe('applied');
  });

  it('are adopted by the command line, whose exit code tells whether somebody has to look', async () => {
    const order = await madeElsewhere(rig);
    const run = (text: string, ...args: string[]) =>
      withFile(text, (file) =>
        promisify(execFile)(process.execPath, commandLine(file, ...args), { env: commandEnv() }).then(
          ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
          ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
        ),
      );
    const { code, stdout } = await run(ordersFile([order]), '--apply');
    expect(stdout).toMatch(new RegExp(`^${order.number} {2}adopted {2}chk_`));
    expect(stdout).toContain('1 adopted, 0 adopted as finished');
    expect(code).toBe(0);
    expect(await run(ordersFile([{ ...order, orderId: 'f'.repeat(32) }]))).toMatchObject({ code: 1 });
    const bad = await run('order,id\n1,2');
    expect(bad).toMatchObject({ code: 2, stderr: expect.stringContaining('orders.csv needs the columns merchant_order_id') });
    expect(await run(ordersFile([order]), '--now')).toMatchObject({ code: 2 });
  });
});
