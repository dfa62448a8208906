import { describe, expect, test } from 'vitest';
import { EVENT, ID, NOTIFICATION, signedIn } from './a-console.ts';
import { aRefusal } from './a-shop.ts';

const AT = '/console/notifications';

describe('the notifications in the console', () => {
  test('are listed in words, with every try, for all checkouts and beside their own', async () => {
    const { get } = await signedIn();
    for (const [path, ...words] of [
      [AT, '2: Order authorized', '2 tries'],
      [`${AT}?state=failed`, '2: Order authorized', '2 tries'],
      [`/console/checkouts/${ID}`, 'Order authorized · the shop could not be told', 'Notification 2'],
    ] as const) {
      const text = await (await get(path)).text();
      for (const shown of [...words, 'Given up', 'timed out', 'answered 500']) {
        expect(text).toContain(shown);
      }
      expect(text).toContain('action="/console/notifications/ntf_1/resend"');
    }
  });

  test('are sent again with one click, told in words on the page that it came from', async () => {
    const { get, post, calls } = await signedIn(() => Response.json({ ...NOTIFICATION, state: 'pending' }));
    const answer = await post(`${AT}/ntf_1/resend`, { back: `${AT}?state=failed` });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${AT}?state=failed`]);
    expect(calls).toMatchObject([{ method: 'POST', path: '/v1/notifications/ntf_1/resend' }]);
    expect(await (await get(AT)).text()).toContain('Number 2 of order NS-1, “Order authorized”, is being sent again');
  });

  test('lead to no other site after that', async () => {
    const { post } = await signedIn(() => Response.json(NOTIFICATION));
    for (const back of ['https://evil.test/', '//evil.test', '/console/../..//evil.test', '']) {
      expect((await post(`${AT}/ntf_1/resend`, { back })).headers.get('location')).toBe(AT);
    }
  });

  test('that are not there are told so, and nothing is sent for a form of another site', async () => {
    const { post, calls } = await signedIn(() => aRefusal(404, 'not-found'));
    expect((await post(`${AT}/other/resend`)).status).toBe(404);
    expect((await post(`${AT}/ntf_1/resend`, {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(calls).toHaveLength(1);
  });
});

describe('the webhooks in the console', () => {
  test.each([
    ['signaled', 'Passed on: the checkout looks at Apruve again.'],
    ['no-news', 'Nothing new: it says nothing that is not known.'],
    [null, 'Waiting: its order or invoice is not known here yet.'],
  ])('are dealt with once more, which comes to %s', async (outcome, words) => {
    const { get, post, calls } = await signedIn(() => Response.json({ ...EVENT, outcome }));
    expect(await (await get('/console/events')).text()).toContain('action="/console/events/event-1/redeliver"');
    const answer = await post('/console/events/event-1/redeliver', { back: '/console/events', channel: 'default' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/console/events']);
    expect(calls).toMatchObject([{ method: 'POST', path: '/v1/webhook-events/event-1/redeliver?channel=default' }]);
    expect(await (await get('/console/events')).text()).toContain(words);
  });
});
