import { and, eq, inArray, isNotNull, isNull, lt, not, sql, type SQL } from 'drizzle-orm';
import { STATUSES, type Attention, type Facts, type NewAttention } from '../../workflows/contract/checkout.ts';
import { attentionOf } from '../../workflows/rules/attention.ts';
import { GONE, isProcessTrouble } from '../../workflows/rules/process-trouble.ts';
import { isFinal } from '../../workflows/rules/status.ts';
import { announce } from './changes/announcing.ts';
import type { Ledger } from './database.ts';
import { checkouts } from './schema/index.ts';

/*
 * Attention about the process of a checkout, which cannot write it. What the process writes next takes its place, because the facts
 * that it holds are without it.
 */

type About = Pick<Attention, 'code' | 'subject'>;

const aboutOf = ({ code, subject }: About): About => ({ code, subject });
const shows = (about: Partial<About>): SQL => sql`${checkouts.facts}->'attentions' @> ${JSON.stringify([about])}::jsonb`;

/** Those of these checkouts that have been opened and have not ended. */
export async function openAmong(db: Ledger, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const open = and(inArray(checkouts.id, [...ids]), isNull(checkouts.completedAt), isNotNull(checkouts.facts));
  return (await db.select({ id: checkouts.id }).from(checkouts).where(open)).map(({ id }) => id);
}

const isOpen = inArray(
  checkouts.status,
  STATUSES.filter((status) => !isFinal(status)),
);

/** How many checkouts are open, without those that show already that their process is gone. */
export async function countOpen(db: Ledger): Promise<number> {
  return (await db.$count(checkouts, isOpen)) - (await showing(db, GONE)).length;
}

/** The open checkouts from before a time that do not show that. */
export async function openBefore(db: Ledger, time: Date): Promise<string[]> {
  const known = and(isOpen, lt(checkouts.createdAt, time), isNotNull(checkouts.facts), not(shows(aboutOf(GONE))));
  return (await db.select({ id: checkouts.id }).from(checkouts).where(known)).map(({ id }) => id);
}

/** The checkouts that show it. */
export async function showing(db: Ledger, about: About): Promise<string[]> {
  const rows = await db
    .select({ id: checkouts.id })
    .from(checkouts)
    .where(and(isNotNull(checkouts.attention), shows(aboutOf(about))));
  return rows.map(({ id }) => id);
}

/** Shows it on those of these checkouts that do not yet; it goes before everything else that they show. Answers how many there were. */
export async function showOnProcesses(db: Ledger, ids: readonly string[], attention: NewAttention, at: Date): Promise<number> {
  if (ids.length === 0) return 0;
  const { code, subject, message } = attention;
  const since = at.toISOString();
  const raised = JSON.stringify([{ code, subject, message, since }]);
  const changed = await db
    .update(checkouts)
    .set({
      facts: sql`jsonb_set(${checkouts.facts}, '{attentions}', (${checkouts.facts}->'attentions') || ${raised}::jsonb)`,
      attention: { code, message, since },
    })
    .where(and(inArray(checkouts.id, [...ids]), isNotNull(checkouts.facts), canShow(code), not(shows({ code, subject }))))
    .returning({ channel: checkouts.channel, checkoutId: checkouts.id });
  for (const each of changed) announce(db, each);
  return changed.length;
}

/** A process that is gone may have ended by itself just now: the ledger has the end then. */
const canShow = (code: string): SQL | undefined => (code === GONE.code ? isNull(checkouts.completedAt) : undefined);

/** Stores what a new process begins with; false where the process before has written meanwhile, so that this is out of date. */
export async function storeForNewProcess(db: Ledger, id: string, facts: Facts): Promise<boolean> {
  const stored = await db
    .update(checkouts)
    .set({ facts, attention: attentionOf(facts) })
    .where(and(eq(checkouts.id, id), eq(checkouts.version, facts.version), isNull(checkouts.completedAt)))
    .returning({ id: checkouts.id });
  return stored.length > 0;
}

/** Takes it away again; `about` a process where nothing of it is to be left. */
export async function clearOnProcesses(db: Ledger, ids: readonly string[], about: About | 'process'): Promise<void> {
  const isMeant = (known: Attention): boolean =>
    about === 'process' ? isProcessTrouble(known) : known.code === about.code && known.subject === about.subject;
  for (const id of ids) {
    const channel = await db.transaction(async (tx) => {
      const [row] = await tx
        .select({ channel: checkouts.channel, facts: checkouts.facts })
        .from(checkouts)
        .where(eq(checkouts.id, id))
        .for('update');
      if (row?.facts?.attentions.some(isMeant) !== true) return null;
      const attentions = row.facts.attentions.filter((known) => !isMeant(known));
      await tx
        .update(checkouts)
        .set({ facts: { ...row.facts, attentions }, attention: attentionOf({ attentions }) })
        .where(eq(checkouts.id, id));
      return row.channel;
    });
    if (channel !== null) announce(db, { channel, checkoutId: id });
  }
}
