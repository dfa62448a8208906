import { randomUUID } from 'node:crypto';
import type { Life } from '../measure.ts';

/** One life on the peer, driven as a bare one is, over its own HTTP. */
export function peerLife(url: string): Life {
  return async () => {
    const id = randomUUID();
    const ask = async (message: string): Promise<void> => {
      const answer = await fetch(`${url}/${id}/${message}`, { method: 'POST' });
      if (!answer.ok || (await answer.json()) !== true) throw new Error(`The peer did not answer ${message}.`);
    };
    const began = performance.now();
    await ask('open');
    const firstAnswerMs = performance.now() - began;
    for (const message of ['authorize', 'invoice', 'closed']) await ask(message);
    return { id, firstAnswerMs };
  };
}
