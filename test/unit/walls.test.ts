import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

/** One import: the folder of the file that has it, what it imports, and the words of the wall that stops it. */
type Forbidden = [from: string, specifier: string, wall: string];

const PACKAGES = 'Workflow code is deterministic';
const NOBODY = 'workflows/ imports nobody';
const CONTRACT = 'workflows/contract imports nobody';
const PURE = 'workflows/rules are pure functions';
const DOMAIN = 'Of workflows/ only contract and rules may be imported';
const ONE_WAY = 'Imports point one way';
const SQL = 'activities/ledger is the only place with SQL';
const LEDGER = 'The ledger knows none of those that use it';
const SHARED = 'worker/platform is shared by worker and api';
const WORKER = 'worker/ imports neither api/ nor test/';
const ACTIVITIES = 'Of activities/ the api imports the ledger';
const PLATFORM = 'Of worker/ the api imports worker/platform only';
const API = 'The api imports neither test/';
const SCHEMAS = 'Pages are clients of the public API';
const PAGES = 'Pages reach the product by its public API alone';
const SANDBOX = 'The sandbox shares no code';

const FORBIDDEN: Forbidden[] = [
  ['workflows/steps', '../../activities/index.ts', 'A workflow calls activities through proxies'],
  ['workflows/steps', '../../worker/platform/duration.ts', NOBODY],
  ['workflows', '../api/http/problem.ts', NOBODY],
  ['workflows/process', '../../test/support/rig.ts', NOBODY],
  ['workflows/process', 'node:crypto', PACKAGES],
  ['workflows', 'fs', PACKAGES],
  ['workflows/steps', 'pg', PACKAGES],
  ['workflows/steps', 'drizzle-orm/pg-core', PACKAGES],
  ['workflows/steps', 'undici', PACKAGES],
  ['workflows/contract', '@temporalio/client', CONTRACT],
  ['workflows/contract', '../rules/facts.ts', CONTRACT],
  ['workflows/contract', '../steps/serve.ts', CONTRACT],
  ['workflows/contract', 'node:crypto', CONTRACT],
  ['workflows', '@temporalio/activity', PACKAGES],
  ['workflows/rules', '../steps/serve.ts', PURE],
  ['workflows/rules', '../process/mailbox.ts', PURE],
  ['workflows/rules', '../activity-proxies.ts', PURE],
  ['workflows/rules', '@temporalio/workflow', PURE],
  ['activities/orders', '../../workflows/steps/serve.ts', DOMAIN],
  ['activities/orders', '../../workflows/process/mailbox.ts', DOMAIN],
  ['activities/ledger/views', '../../../workflows/process/mailbox.ts', DOMAIN],
  ['activities', '../workflows/checkout-workflow.ts', DOMAIN],
  ['activities/step', '../../worker/platform/config.ts', ONE_WAY],
  ['activities/step', '../../api/http/problem.ts', ONE_WAY],
  ['activities/step', '../../test/support/rig.ts', ONE_WAY],
  ['activities/orders', 'drizzle-orm', SQL],
  ['activities/invoices', '../ledger/schema/index.ts', SQL],
  ['activities', './ledger/schema/index.ts', SQL],
  ['activities/ledger', '../orders/opening.ts', LEDGER],
  ['activities/ledger', '../../worker/platform/config.ts', LEDGER],
  ['activities/ledger', '../../api/http/problem.ts', LEDGER],
  ['activities/ledger', '@temporalio/activity', LEDGER],
  ['worker', '../activities/ledger/schema/index.ts', SQL],
  ['worker/platform', 'pg', SQL],
  ['api/v1/checkouts', 'drizzle-orm/pg-core', SQL],
  ['api/v1/checkouts', '../../../activities/ledger/schema/index.ts', ACTIVITIES],
  ['test/api', '../../activities/ledger/schema/index.ts', SQL],
  ['activities/orders', '@temporalio/worker', ONE_WAY],
  ['worker', '../workflows/index.ts', DOMAIN],
  ['worker/commands', '../../workflows/process/mailbox.ts', DOMAIN],
  ['worker', '../api/app.ts', WORKER],
  ['worker/commands', '../../test/support/rig.ts', WORKER],
  ['worker/platform', '../../workflows/steps/serve.ts', DOMAIN],
  ['worker/platform', '../../activities/deps.ts', SHARED],
  ['worker/platform/workflow-client', '../../../activities/ledger/attempts.ts', SHARED],
  ['worker/platform', '@temporalio/worker', SHARED],
  ['worker/platform', '../../api/http/problem.ts', SHARED],
  ['api/v1/checkouts', '../../../workflows/process/mailbox.ts', DOMAIN],
  ['api', '../workflows/checkout-workflow.ts', DOMAIN],
  ['api/v1/invoices', '../../../activities/orders/opening.ts', ACTIVITIES],
  ['api/v1/invoices', '../../../activities/step/do-step.ts', ACTIVITIES],
  ['api', '../activities/deps.ts', ACTIVITIES],
  ['api/webhooks', '../../activities/apruve/client.ts', ACTIVITIES],
  ['api', '../worker/run.ts', PLATFORM],
  ['api/keys', '../../worker/commands/audit.ts', PLATFORM],
  ['api/v1/shared', '../../../test/support/rig.ts', API],
  ['api/web/console', '../../v1/checkouts/handlers.ts', SCHEMAS],
  ['api/web/console', '../../../activities/ledger/api-keys.ts', PAGES],
  ['api/web/shop', '../../../activities/apruve/signature.ts', PAGES],
  ['api/web/shop', '../../http/identity/api-key.ts', PAGES],
  ['api/web/pages', '../../keys/commands.ts', PAGES],
  ['api/web/console', '../../channels.ts', PAGES],
  ['api/web/console', '@temporalio/client', PAGES],
  ['api/web/console', '../../../test/support/rig.ts', PAGES],
  ['api/temporal', '@temporalio/worker', API],
  ['api/http', '@temporalio/activity', API],
  ['test/sandbox/domain', '../../../activities/apruve/secure-hash.ts', SANDBOX],
  ['test/sandbox', '../../workflows/rules/money.ts', SANDBOX],
];

/** What each room may import, one of each kind. `type` marks an import of types alone. */
const ALLOWED: [from: string, specifier: string, type?: 'type'][] = [
  ['workflows', '../activities/index.ts', 'type'],
  ['workflows/steps', '../process/checkout-process.ts'],
  ['workflows/process', '@temporalio/workflow'],
  ['workflows/process', '@temporalio/common'],
  ['workflows/contract', 'zod'],
  ['workflows/contract', './checkout.ts'],
  ['workflows/rules', '../contract/checkout.ts'],
  ['workflows/rules', './money.ts'],
  ['activities/orders', '../../workflows/rules/facts.ts'],
  ['activities/orders', '../../workflows/contract/checkout.ts'],
  ['activities/orders', '../ledger/reads.ts'],
  ['activities/step', '@temporalio/activity'],
  ['worker', '../activities/index.ts'],
  ['worker', '@temporalio/worker'],
  ['worker/commands', '../../workflows/contract/reconcile.ts'],
  ['worker/platform', '../../workflows/contract/policy.ts'],
  ['worker/platform', '@temporalio/client'],
  ['api', '../activities/ledger/database.ts'],
  ['api/v1/invoices', '../../../activities/ledger/views/invoice-view.ts'],
  ['api/webhooks', '../../activities/apruve/signature.ts'],
  ['activities/ledger', 'drizzle-orm/pg-core'],
  ['activities/ledger/views', '../schema/index.ts'],
  ['api/web/console', '../../v1/checkouts/schemas.ts'],
  ['api/web/console', '../../http/problem.ts'],
  ['api/web/console', '../../../worker/platform/secret-box.ts'],
  ['api/web/shop', '../../../workflows/contract/channel.ts', 'type'],
  ['api/temporal', '../../worker/platform/workflow-client/client.ts'],
  ['api/v1/checkouts', '../../../workflows/rules/status.ts'],
  ['test/sandbox/domain', '../values/ids.ts'],
];

const root = fileURLToPath(new URL('../../', import.meta.url));
const reportSchema = z.object({ diagnostics: z.array(z.object({ filename: z.string(), help: z.string().nullish() })) });

/** One file per import. They lie in a copy of the folders, beside a copy of the lint rules, so that the repository stays untouched. */
const fileOf = ([from, specifier]: readonly [string, string, ...unknown[]]): string =>
  join(from, `import-${encodeURIComponent(specifier)}.ts`);

describe('the walls between the rooms', () => {
  let dir: string;
  let faults: Map<string, string>;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'walls-'));
    copyFileSync(join(root, '.oxlintrc.json'), join(dir, '.oxlintrc.json'));
    for (const each of [...FORBIDDEN, ...ALLOWED]) {
      const keyword = each[2] === 'type' ? 'export type' : 'export';
      mkdirSync(join(dir, dirname(fileOf(each))), { recursive: true });
      writeFileSync(join(dir, fileOf(each)), `${keyword} { Something } from '${each[1]}';\n`);
    }
    const { stdout } = spawnSync(join(root, 'node_modules/.bin/oxlint'), ['--format', 'json', '.'], {
      cwd: dir,
      encoding: 'utf8',
    });
    faults = new Map(reportSchema.parse(JSON.parse(stdout)).diagnostics.map(({ filename, help }) => [filename, help ?? '']));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it.each(FORBIDDEN)('stop %s from importing %s', (...forbidden) => {
    expect(faults.get(fileOf(forbidden))).toContain(forbidden[2]);
  });

  it.each(ALLOWED)('let %s import %s', (...allowed) => {
    expect(faults.get(fileOf(allowed))).toBeUndefined();
  });
});
