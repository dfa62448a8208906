import { formatDuration, parseDuration } from '../../worker/platform/index.ts';
import { variables } from '../../worker/platform/config-variables.ts';
import { apruveIsElsewhere } from './plan.ts';

const DAY_MS = 86_400_000;

/**
 * The policies that count days, or repeat within them. Those of seconds and minutes are about machines, and the authorization window
 * is about a person at a lightbox: they stay.
 */
const POLICIES = ['POLICY_APPROVAL_DEADLINE', 'POLICY_APPROVAL_POLL', 'POLICY_EXPIRY_WARNING', 'POLICY_RECONCILE_EVERY'] as const;

/** Nothing repeats more often than this, however short a day. */
const SHORTEST_MS = 5_000;

/**
 * What the environment needs for days that last `day` (`2s`): policies for the product, terms and default expiry for the sandbox, and
 * a banner for both. What the environment sets itself stays. Throws where `day` is no duration up to a day, or Apruve is not played
 * by the stack's own sandbox.
 */
export function fastDays(day: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const dayMs = parseDuration(day) ?? 0;
  if (dayMs <= 0 || dayMs > DAY_MS) throw new Error(`--day ${day}: expected a duration up to a day, such as 2s or 500ms`);
  if (apruveIsElsewhere(env)) throw new Error('--day: days can only be short where the sandbox of this stack plays Apruve');
  const policies = POLICIES.map((name) => {
    const scaled = Math.round((variables.shape[name].parse(undefined) * dayMs) / DAY_MS);
    return [name, env[name] || formatDuration(Math.max(SHORTEST_MS, scaled))];
  });
  return {
    ...Object.fromEntries(policies),
    SANDBOX_DAY_MS: String(dayMs),
    BANNER:
      env['BANNER'] ||
      `A day lasts ${day} here: ${after(30, dayMs, 'an invoice on Net30 is due')}, ${after(45, dayMs, 'an order expires')}.`,
  };
}

/** In words: what happens so many days later. The day is short, so whole seconds say it well enough. */
function after(days: number, dayMs: number, what: string): string {
  return `${what} after ${formatDuration(Math.max(1_000, Math.round((days * dayMs) / 1_000) * 1_000))}`;
}
