import { parseArgs } from 'node:util';
import type { Logger } from 'pino';
import { z } from 'zod';
import { findApiKey, listApiKeys, revokeApiKey, storeApiKey, type ApiKeyRow } from '../../activities/ledger/http-api/api-keys.ts';
import type { Ledger } from '../../activities/ledger/database.ts';
import { deed } from '../../activities/ledger/deeds.ts';
import { COMMAND_LINE, recorded } from '../../activities/ledger/setup-changes.ts';
import { parseDuration } from '../../worker/platform/duration.ts';
import { createApiKey } from '../http/identity/api-key.ts';

const USAGE = `Usage:
  npm run keys -- create --scope storefront|admin --name "Web shop" [--channel default] [--expires 90d]
  npm run keys -- list
  npm run keys -- revoke <id>`;

/**
 * Runs one command on the API keys and returns the lines to print. A key that is created or revoked is an event in the log,
 * by its id. Throws an error with the usage for a wrong command.
 */
export async function runCommandLine(db: Ledger, args: string[], log: Logger): Promise<string[]> {
  const [command, ...rest] = args;
  if (command === 'create') return create(db, rest, log);
  if (command === 'list') return (await listApiKeys(db)).map(describeKey);
  if (command === 'revoke' && rest.length === 1) return revoke(db, rest[0] ?? '', log);
  throw new Error(USAGE);
}

const wishSchema = z.object({
  scope: z.enum(['storefront', 'admin'], '--scope is storefront or admin'),
  name: z.string('--name says whose key it is').trim().min(1, '--name says whose key it is').max(100),
  channel: z.string().min(1).optional(),
  expires: z.string().transform(parseDuration).pipe(z.int('--expires is a duration such as 90d').min(1)).optional(),
});

/** Creates a key. It is shown only here, on the last line: the database holds its hash. */
async function create(db: Ledger, args: string[], log: Logger): Promise<string[]> {
  const { scope, name, channel, expires } = readWish(args);
  const { id, key, hash } = createApiKey();
  const expiresAt = expires === undefined ? null : new Date(Date.now() + expires);
  const made = { id, name, scope, channel: channel ?? null, hash, expiresAt };
  const creation = deed('key-created', id, made.channel, { name, scope });
  await recorded(db, COMMAND_LINE, creation, (tx) => storeApiKey(tx, made));
  log.info({ event: 'key-created', key_id: id, name, scope, channel, expires_at: expiresAt }, 'an API key was created');
  return [
    describeKey({ id, name, scope, channel: channel ?? null, expiresAt, revokedAt: null, lastUsedAt: null }),
    `key: ${key}`,
  ];
}

function readWish(args: string[]): z.output<typeof wishSchema> {
  const option = { type: 'string' } as const;
  const { values } = parseArgs({ args, options: { scope: option, name: option, channel: option, expires: option } });
  const wish = wishSchema.safeParse(values);
  if (wish.success) return wish.data;
  throw new Error(`${wish.error.issues.map(({ message }) => message).join('\n')}\n${USAGE}`);
}

async function revoke(db: Ledger, id: string, log: Logger): Promise<string[]> {
  const key = await findApiKey(db, id);
  if (key === null) throw new Error(`There is no key "${id}". \`npm run keys -- list\` shows all.`);
  await recorded(db, COMMAND_LINE, deed('key-revoked', id, key.channel, { name: key.name }), (tx) => revokeApiKey(tx, id));
  log.info({ event: 'key-revoked', key_id: id }, 'an API key was revoked');
  return [`${id} is revoked.`];
}

type Shown = Pick<ApiKeyRow, 'id' | 'name' | 'scope' | 'channel' | 'expiresAt' | 'revokedAt' | 'lastUsedAt'>;

function describeKey({ id, name, scope, channel, expiresAt, revokedAt, lastUsedAt }: Shown): string {
  const until = expiresAt === null ? 'no expiry' : `expires ${expiresAt.toISOString()}`;
  const state = revokedAt === null ? until : `revoked ${revokedAt.toISOString()}`;
  const use = lastUsedAt === null ? 'never used' : `last used ${lastUsedAt.toISOString()}`;
  return [id, scope, channel === null ? 'all channels' : `channel ${channel}`, state, use, name].join('  ');
}
