import { describe, expect, it, vi } from 'vitest';
import type { LiveOptions } from '../../../api/web/console/live.ts';
import { aConsole, KEY } from './a-console.ts';

type Subscriber = Parameters<LiveOptions['changes']['subscribe']>[0];

/** The console with somebody signed in, and what says to it what has changed. */
async function aLiveConsole(options: Omit<LiveOptions, 'changes'> = {}) {
  const subscribers = new Set<Subscriber>();
  const changes: LiveOptions['changes'] = {
    subscribe: (subscriber) => {
      subscribers.add(subscriber);
      return () => void subscribers.delete(subscriber);
    },
  };
  const console = aConsole(undefined, undefined, undefined, null, { changes, beatMs: 20, ...options });
  await console.post('/console/sign-in', { key: KEY });
  const open = async () => {
    const { status, body } = await console.ask('/console/live', {}, { accept: 'text/event-stream' });
    let text = '';
    const read = async (): Promise<void> => {
      const decoder = new TextDecoder();
      for await (const chunk of body ?? []) text += decoder.decode(chunk);
    };
    return { status, text: () => text, ended: read(), body };
  };
  const say = (channel: string, ...checkouts: string[]): void => {
    for (const { changed } of subscribers) changed({ channel, checkouts });
  };
  return { ...console, subscribers, open, say };
}

describe('the stream of changes', () => {
  it('tells ids once, and of many that anything may have changed', async () => {
    const { open, say, subscribers } = await aLiveConsole({ beatMs: 60_000 });
    const stream = await open();
    say('default', 'chk_a');
    say('default', 'chk_a');
    say('other', 'chk_b');
    await vi.waitUntil(() => stream.text().includes('chk_b'));
    expect(stream.text().match(/data: .*/g)).toEqual(['data: {"checkouts":["chk_a","chk_b"]}']);
    say('default', ...Array.from({ length: 501 }, (_, n) => `chk_${n}`));
    await vi.waitUntil(() => stream.text().includes('"any":true'));
    for (const { lost } of subscribers) lost();
    await stream.ended;
  });

  it('ends when somebody signs out in another window, and when their key ends', async () => {
    const { open, post, state, jar, subscribers } = await aLiveConsole();
    const first = await open();
    const cookies = new Map(jar);
    await post('/console/sign-out');
    await first.ended;
    for (const [name, value] of cookies) jar.set(name, value);
    expect((await open()).status).toBe(303);

    await post('/console/sign-in', { key: KEY });
    const second = await open();
    state.revoked = true;
    await second.ended;
    expect(subscribers.size).toBe(0);
  });

  it('tells nothing more of a channel that somebody may not see any more', async () => {
    const { open, say, state } = await aLiveConsole();
    const stream = await open();
    say('default', 'chk_before');
    await vi.waitUntil(() => stream.text().includes('chk_before'));
    state.me = { ...state.me, roles: [{ channel: 'other', role: 'viewer' }] };
    const beats = (): number => stream.text().split(': beat').length;
    const before = beats();
    await vi.waitUntil(() => beats() > before + 1);
    say('default', 'chk_after');
    say('other', 'chk_other');
    await vi.waitUntil(() => stream.text().includes('chk_other'));
    expect(stream.text()).not.toContain('chk_after');
    await stream.body?.cancel().catch(() => undefined);
  });

  it('is given to so many at once, and to one more when a page is closed', async () => {
    const { open, subscribers } = await aLiveConsole({ beatMs: 60_000, most: { ofSession: 10, inAll: 2 } });
    const opened = [await open(), await open(), await open()];
    expect(opened.map(({ status }) => status)).toEqual([200, 200, 503]);
    const [gone] = subscribers;
    gone?.lost();
    await opened[0]?.ended;
    expect((await open()).status).toBe(200);
    for (const { lost } of subscribers) lost();
  });

  it('is given to no reader for long who takes nothing of it, such as one that asks for its head', async () => {
    const { ask, open, subscribers, say } = await aLiveConsole({ most: { ofSession: 2, inAll: 2 } });
    const unread = await ask('/console/live', {}, { accept: 'text/event-stream' });
    const head = await ask('/console/live', { method: 'HEAD' }, { accept: 'text/event-stream' });
    expect([unread.status, head.status, (await open()).status]).toEqual([200, 200, 503]);
    say('default', 'chk_a');
    await vi.waitUntil(() => subscribers.size === 0);
    const next = await open();
    expect(next.status).toBe(200);
    await next.body?.cancel().catch(() => undefined);
  });

  it('does not keep a session going that nobody uses', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const { open, jar } = await aLiveConsole({ beatMs: 60_000 });
      vi.setSystemTime(Date.now() + 29 * 60_000);
      const before = new Map(jar);
      expect((await open()).status).toBe(200);
      expect(jar).toEqual(before);
      vi.setSystemTime(Date.now() + 2 * 60_000);
      expect((await open()).status).toBe(303);
    } finally {
      vi.useRealTimers();
    }
  });
});
