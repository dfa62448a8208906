import { createServer } from 'node:net';

import { expect, it, onTestFinished } from 'vitest';

import { anyPort, portChooser } from '../../stack/ports.ts';

const allFree = async (): Promise<boolean> => true;

it('takes the usual port where it is free', async () => {
  const port = portChooser({}, { isFree: allFree });
  expect([await port('PORT'), await port('TEMPORAL_PORT')]).toEqual([3000, 7233]);
});

it('takes the next free port where the usual one is taken', async () => {
  const port = portChooser({}, { isFree: async (candidate) => candidate > 3002 });
  expect(await port('PORT')).toBe(3003);
});

it('takes the port that a variable fixes, and no other', async () => {
  expect(await portChooser({ PORT: '8080' }, { isFree: allFree })('PORT')).toBe(8080);
  await expect(portChooser({ PORT: '8080' }, { isFree: async () => false })('PORT')).rejects.toThrow('PORT: port 8080 is taken');
});

it.each(['web', '0', '65536', '80.5'])('refuses "%s" as a port', async (text) => {
  await expect(portChooser({ SANDBOX_PORT: text }, { isFree: allFree })('SANDBOX_PORT')).rejects.toThrow(
    'SANDBOX_PORT: expected a port',
  );
});

it('refuses one port for two parts', async () => {
  const port = portChooser({ PORT: '8080', SANDBOX_PORT: '8080' }, { isFree: allFree });
  await port('PORT');
  await expect(port('SANDBOX_PORT')).rejects.toThrow('SANDBOX_PORT: port 8080 is asked for twice');
});

it('goes elsewhere than usual where several stacks start together', async () => {
  const port = portChooser({ SANDBOX_PORT: '4999' }, { anywhere: true, isFree: allFree });
  expect(await port('PORT')).not.toBe(3000);
  expect(await port('SANDBOX_PORT')).toBe(4999);
});

it('leaves alone what another variable fixes', async () => {
  const port = portChooser({ SANDBOX_PORT: '3000' }, { isFree: allFree });
  expect([await port('PORT'), await port('SANDBOX_PORT')]).toEqual([3001, 3000]);
});

it('sees a port that somebody listens on', async () => {
  const taken = await anyPort();
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(taken, '127.0.0.1', resolve);
  });
  onTestFinished(() => void server.close());
  await expect(portChooser({ DATABASE_PORT: String(taken) })('DATABASE_PORT')).rejects.toThrow('is taken');
});
