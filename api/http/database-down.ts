/** SQLSTATEs that say "not now": connection (08), shutting down or starting (57P), resources (53), cancelled (57014), deadlock. */
const NOT_NOW = /^(08|53|57P|57014|40001|40P01|25P03)/;
/** The tables are not there yet: another process is still migrating. */
const NOT_YET = '42P01';
const SQLSTATE = /^[0-9A-Z]{5}$/;
const SOCKET = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH']);
/** What `pg` throws without any code when a connection breaks or cannot be had. */
const LOST = /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error/i;

/** True when an error says that PostgreSQL cannot be reached or cannot work now, whatever wraps it. */
export function isDatabaseDown(error: unknown): boolean {
  for (let each: unknown = error, depth = 0; each instanceof Error && depth < 5; each = each.cause, depth += 1) {
    if (each instanceof AggregateError && each.errors.some(isDatabaseDown)) return true;
    const code = 'code' in each && typeof each.code === 'string' ? each.code : '';
    if (SOCKET.has(code) || LOST.test(each.message)) return true;
    if (SQLSTATE.test(code) && (NOT_NOW.test(code) || code === NOT_YET)) return true;
  }
  return false;
}
