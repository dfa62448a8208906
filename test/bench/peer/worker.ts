import { serve } from '@hono/node-server';
import { DBOS } from '@dbos-inc/dbos-sdk';
import { Hono } from 'hono';

/**
 * The bare life on an engine that needs PostgreSQL alone: `worker.ts <database url> <port>`. Its workflows run in the process that takes the
 * requests, as its makers advise. Says `ready` when it takes them.
 */
const [, , databaseUrl = '', port = ''] = process.argv;
const WITHIN_S = 60;
const MESSAGES = ['authorize', 'invoice', 'closed'] as const;

const work = (name: string): Promise<string> => DBOS.runStep(() => Promise.resolve(name), { name });

/** Waits for a message, does its steps, and answers it. */
async function answer(message: string, steps: readonly string[]): Promise<void> {
  await DBOS.recv(message, WITHIN_S);
  for (const step of steps) await work(step);
  await DBOS.setEvent(message, true);
}

async function life(): Promise<void> {
  await work('open');
  await DBOS.setEvent('open', true);
  await answer('authorize', ['authorize']);
  await answer('invoice', ['invoice', 'shipment']);
  await answer('closed', ['close']);
}
const registered = DBOS.registerWorkflow(life, { name: 'life' });

DBOS.setConfig({
  name: 'peer',
  systemDatabaseUrl: databaseUrl,
  logLevel: 'error',
  systemDatabasePoolSize: 20,
  runAdminServer: false,
});
await DBOS.launch();
const app = new Hono();
app.post('/:id/open', async (c) => {
  const id = c.req.param('id');
  await DBOS.startWorkflow(registered, { workflowID: id })();
  return c.json(await DBOS.getEvent(id, 'open', WITHIN_S));
});
for (const message of MESSAGES)
  app.post(`/:id/${message}`, async (c) => {
    const id = c.req.param('id');
    await DBOS.send(id, true, message);
    return c.json(await DBOS.getEvent(id, message, WITHIN_S));
  });
serve({ fetch: app.fetch, port: Number(port), hostname: '127.0.0.1' }, () => void process.stdout.write('ready\n'));
process.once('SIGTERM', () => process.exit(0));
