import { createHash } from 'node:crypto';
import type { PoolClient, QueryConfig } from 'pg';

/** So many different statements are named: each connection keeps what it has prepared, and the texts of searches are many. */
const MAX_STATEMENTS = 400;
const names = new Map<string, string>();

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MAX_STATEMENTS) return known;
  const name = createHash('sha256').update(text).digest('hex').slice(0, 32);
  names.set(text, name);
  return name;
}

const isUnnamed = (config: unknown): config is QueryConfig =>
  typeof config === 'object' && config !== null && 'text' in config && !('submit' in config) && 'name' in config && !config.name;

/** Names each statement that a connection sends by its text, so that PostgreSQL parses and plans it once per connection. */
export function prepareStatements(client: PoolClient): void {
  // eslint-disable-next-line typescript/unbound-method -- the proxy passes on whose method it is
  client.query = new Proxy(client.query, {
    apply: (query, connection, [config, ...rest]: unknown[]): unknown =>
      Reflect.apply(query, connection, [isUnnamed(config) ? { ...config, name: nameOf(config.text) } : config, ...rest]),
  });
}
