import { describe, expect, it } from 'vitest';
import { sendInvoiceUpdate } from '../../workflows/contract/messages.ts';
import { processOf } from '../support/process.ts';
import { authorizedCheckout, openCheckout } from '../support/shop.ts';
import { withRig } from '../support/with-rig.ts';

describe('what cannot be read', () => {
  const rig = withRig();

  it('is left, and the process goes on', async () => {
    const { id } = await authorizedCheckout(rig);
    const { handle, ask } = processOf(rig, id);
    for (const signal of ['receiver', 'apruveEvent', 'sendInvoice'])
      for (const argument of [undefined, null, 'x', { reachable: false }]) await handle.signal(signal, argument);
    await expect(ask(sendInvoiceUpdate, {})).resolves.toMatchObject({ outcome: 'done' });
    await expect(handle.executeUpdate('sendInvoice', { args: [7] })).rejects.toMatchObject({
      cause: { type: 'invalid-request' },
    });
  });

  it('does not open a checkout, nor stop one that is open', async () => {
    const { id } = await openCheckout(rig);
    const { handle } = processOf(rig, id);
    await expect(handle.executeUpdate('openCheckout')).rejects.toMatchObject({ cause: { type: 'invalid-request' } });
    await expect(handle.executeUpdate('cancel', { args: [{}] })).resolves.toMatchObject({ outcome: 'done' });
  });
});
