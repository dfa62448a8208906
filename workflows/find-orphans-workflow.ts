import { orphans } from './activity-proxies.ts';
import type { OrphanSearch } from './contract/orphan.ts';
import { acceptWaking, continueInNewRun, doOrGoOn } from './process/new-run.ts';
import { releaseByItself } from './process/start-release.ts';

/** Looks through all orders at Apruve with one number, and has each orphan released by a process of its own. Answers their ids. */
export async function findOrphansWorkflow(search: OrphanSearch): Promise<string[]> {
  acceptWaking();
  const found = await doOrGoOn(
    () => orphans().findOrphans(search),
    () => continueInNewRun<typeof findOrphansWorkflow>(search),
  );
  for (const orderId of found) await releaseByItself({ channel: search.channel, orderId });
  return found;
}
