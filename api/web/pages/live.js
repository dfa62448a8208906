import { Idiomorph } from './idiomorph.js';

// For pages that wait for a change: fetches the page again and shows what has changed, without moving the reader. It does so when the server says
// that something has changed (`data-stream`), and every few seconds (`data-refresh`) where that says nothing.
// Only elements with `data-live` and an id are updated, and none in which the reader is typing, has ticked something, or a form is on its way. What is new is
// said in `#news`, for who does not see it.
const shown = new Map();
const regions = () => document.querySelectorAll('[data-live][id]');
for (const region of regions()) shown.set(region.id, region.innerHTML);

const isChanged = (field) => field.type !== 'checkbox' && field.value !== field.defaultValue;
const fieldsOf = (place) => [...place.querySelectorAll('input:not([type="hidden"]), textarea')];

const isBusy = (region) =>
  region.querySelector('[aria-busy], input.tick:checked') !== null ||
  fieldsOf(region).some(isChanged) ||
  (region.contains(document.activeElement) && document.activeElement.matches('input, select, textarea, button'));

// Whether leaving the page would lose what somebody has typed.
const isTyping = () =>
  fieldsOf(document.querySelector('main')).some((field) => field === document.activeElement || isChanged(field));

// The lines of a region that say by themselves what happened.
const linesOf = (region) =>
  new Map(
    [...region.querySelectorAll('details[id] > summary > .what')].map((what) => [what.closest('details').id, what.textContent]),
  );
const nameOf = (region) => region.getAttribute('aria-label') ?? region.querySelector('h1, h2')?.textContent ?? document.title;

// What stays is the same element after it: so it keeps the keyboard, the place on the screen, and what somebody has opened in it.
const morph = (region, html) =>
  Idiomorph.morph(region, html, {
    morphStyle: 'innerHTML',
    callbacks: { beforeAttributeUpdated: (name, { tagName }) => name !== 'open' || tagName !== 'DETAILS' },
  });

// Shows a region anew where it has changed, and answers its name and its new lines, the oldest first; null where it must wait.
const renew = (region, page) => {
  const fresh = page.getElementById(region.id)?.innerHTML;
  if (fresh === undefined || fresh === shown.get(region.id)) return { lines: [] };
  if (isBusy(region)) return null;
  const known = linesOf(region);
  morph(region, fresh);
  shown.set(region.id, fresh);
  const lines = [...linesOf(region)].filter(([id, text]) => known.get(id) !== text).map(([, text]) => text);
  return { name: nameOf(region), lines: lines.toReversed() };
};

// Lines say more than the names of the regions where something has changed. A list of a busy shop changes all the time: names are said seldom.
const MOST_SAID = 5;
const NAMED_EVERY_MS = 30_000;
let namedAt = -Infinity;
const namesOf = (renewed) => {
  const names = renewed.flatMap(({ name }) => (name === undefined ? [] : [`Changed: ${name}`]));
  if (names.length === 0 || Date.now() < namedAt + NAMED_EVERY_MS) return [];
  namedAt = Date.now();
  return names;
};
const say = (renewed) => {
  const place = document.getElementById('news');
  const lines = renewed.flatMap((each) => each.lines);
  const news = lines.length > 0 ? lines : namesOf(renewed);
  if (place !== null && news.length > 0) place.textContent = `${news.slice(0, MOST_SAID).join('. ').replaceAll(/\s+/g, ' ')}.`;
};

// The session has ended: the page gives way to that of signing in, but not while somebody types, who is told so.
const leave = (address) => {
  const notice = document.getElementById('session-ended');
  if (notice === null || !isTyping()) window.location.replace(address);
  else notice.hidden = false;
};
const goOn = () => document.getElementById('session-ended')?.setAttribute('hidden', '');

// Answers whether all that has changed is shown.
const look = async () => {
  const address = window.location.href;
  const response = await fetch(address, { headers: { accept: 'text/html', 'x-live': '1' } });
  if (response.redirected) leave(address);
  if (!response.ok || response.redirected) return false;
  goOn();
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const renewed = [...regions()].map((region) => renew(region, page));
  say(renewed.filter((each) => each !== null));
  document.title = page.title;
  document.body.dataset.refresh = page.body.dataset.refresh ?? '0';
  return !renewed.includes(null);
};

// How often it looks, in seconds: 0 never. With a stream seldom, for what could not be said; and after news at most once a second, a list every two, and Today every three.
const everySeconds = () => Number(document.body.dataset.refresh);
const WITH_STREAM_SECONDS = 60;
const newsPauseMs = () => Math.min((everySeconds() * 1_000) / 5, 3_000);

let stream = null;
let isHeard = false;
let timer;
let dueAt = Infinity;
let lookedAt = 0;
let isLooking = false;

const lookIn = (ms) => {
  if (isLooking || !(everySeconds() > 0) || Date.now() + ms >= dueAt) return;
  clearTimeout(timer);
  dueAt = Date.now() + ms;
  timer = setTimeout(lookNow, ms);
};

let hasNews = false;
const lookNow = async () => {
  isLooking = true;
  hasNews = false;
  const isWhole = document.hidden || (await look().catch(() => false));
  isLooking = false;
  lookedAt = Date.now();
  dueAt = Infinity;
  lookIn((isHeard && isWhole ? WITH_STREAM_SECONDS : everySeconds()) * 1_000);
  if (hasNews) lookSoon();
  if (!(everySeconds() > 0)) stopListening();
};

// Pages that hear of the same do not all ask at the same moment.
const lookSoon = () => {
  hasNews = true;
  lookIn(Math.max(0, lookedAt + newsPauseMs() - Date.now()) + Math.random() * 200);
};

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;
let pauseMs = FIRST_PAUSE_MS;
let listenTimer;

const stopListening = () => {
  clearTimeout(listenTimer);
  stream?.close();
  stream = null;
  isHeard = false;
};

// Without the stream it looks every few seconds, until it is there again.
const listen = () => {
  const { stream: address, about } = document.body.dataset;
  if (address === undefined || stream !== null || document.hidden || !(everySeconds() > 0)) return;
  stream = new EventSource(address);
  stream.addEventListener('open', () => {
    isHeard = true;
    pauseMs = FIRST_PAUSE_MS;
    // What has changed since the page was made.
    lookSoon();
  });
  stream.addEventListener('changed', ({ data }) => {
    const { checkouts } = JSON.parse(data);
    if (about === undefined || checkouts === undefined || checkouts.includes(about)) lookSoon();
  });
  stream.addEventListener('error', () => {
    stopListening();
    lookIn(everySeconds() * 1_000);
    listenTimer = setTimeout(listen, pauseMs * (0.5 + Math.random()));
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  });
};

// A page that nobody sees holds no connection: browsers open few of them.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) return stopListening();
  lookSoon();
  listen();
});
window.addEventListener('pagehide', stopListening);

lookIn(everySeconds() * 1_000);
listen();
