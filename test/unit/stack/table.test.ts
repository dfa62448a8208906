import { join } from 'node:path';

import { expect, it } from 'vitest';

import { root } from '../../stack/paths.ts';
import type { StackInfo } from '../../stack/stack-file.ts';
import { stackTable } from '../../stack/table.ts';

const info: StackInfo = {
  api_url: 'http://localhost:3000',
  sandbox_url: null,
  temporal_address: '127.0.0.1:7233',
  temporal_ui_url: null,
  database_url: 'postgres://localhost/checkouts',
  storefront_key: 'apc_shop',
  admin_key: 'apc_admin',
  webhook_url: 'http://localhost:3000/webhooks/apruve/token',
  metrics: { api: 'http://localhost:1/metrics', worker: 'http://localhost:2/metrics' },
  apruve: { merchant_id: null, api_key: null },
  pids: { stack: 1, api: 2, worker: 3, temporal: null, database: null, sandbox: null },
};

it('says at its top what the environment wants said', () => {
  expect(stackTable(info, 1, '/elsewhere', 'A day lasts 2s here.')).toContain('ready in 1.0 s\nA day lasts 2s here.\n');
});

it('names the file of this stack, wherever it is', () => {
  expect(stackTable(info, 1, join(root, '.local'))).toContain('`.local/stack.json`');
  expect(stackTable(info, 1, '/elsewhere/stack')).toContain('`/elsewhere/stack/stack.json`');
});
