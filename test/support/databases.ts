import { randomUUID } from 'node:crypto';
import { Pool } from 'pg';

/** A database with all tables, copied for every test file: faster than migrating each. */
export const TEMPLATE_DATABASE = 'checkout_template';

/** The address of another database on the same server. */
function databaseNamed(url: string, name: string): string {
  const named = new URL(url);
  named.pathname = `/${name}`;
  return named.href;
}

export async function createDatabase(adminUrl: string, name: string, template?: string): Promise<string> {
  await runSql(adminUrl, template === undefined ? `create database ${name}` : `create database ${name} template ${template}`);
  return databaseNamed(adminUrl, name);
}

/** A database of its own for a test file, with all tables and no rows. */
export const copyDatabase = (adminUrl: string): Promise<string> =>
  createDatabase(adminUrl, `test_${randomUUID().replaceAll('-', '')}`, TEMPLATE_DATABASE);

/** Runs statements one after the other, as the role that the address names. */
export async function runSql(url: string, ...statements: string[]): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 1 });
  try {
    for (const statement of statements) await pool.query(statement);
  } finally {
    await pool.end();
  }
}
