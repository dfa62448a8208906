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
  const pool = new Pool({ connectionString: adminUrl, max: 1 });
  await pool.query(template === undefined ? `create database ${name}` : `create database ${name} template ${template}`);
  await pool.end();
  return databaseNamed(adminUrl, name);
}

/** A database of its own for a test file, with all tables and no rows. */
export const copyDatabase = (adminUrl: string): Promise<string> =>
  createDatabase(adminUrl, `test_${randomUUID().replaceAll('-', '')}`, TEMPLATE_DATABASE);
