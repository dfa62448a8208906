import { describe, expect, it } from 'vitest';
import { sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { processOf } from '../support/process.ts';
import { authorizedCheckout } from '../support/shop.ts';
import { breakBuild } from '../support/tables.ts';
import { withRig } from '../support/with-rig.ts';

describe('a build that cannot be served', () => {
  const rig = withRig();

  it('keeps no other from being served', async () => {
    const before = await authorizedCheckout(rig);
    await rig.startWorker({ id: 'broken' });
    const broken = processOf(rig, (await authorizedCheckout(rig)).id);
    await rig.startWorker({ id: 'after' });
    const after = await authorizedCheckout(rig);
    await rig.stopWorkers();
    await breakBuild(rig.ledger.db, 'broken');
    await rig.startWorker({ id: 'last' });
    for (const { id } of [before, after])
      expect(await processOf(rig, id).ask(sendInvoiceUpdate, { amountCents: 1_000 })).toMatchObject({ outcome: 'done' });
    await broken.handle.terminate();
  });
});
