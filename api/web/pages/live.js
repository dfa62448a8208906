// For pages that wait for a change: fetches the page again every few seconds and shows what has changed, without moving the reader.
// Only elements with `data-live` and an id are updated, and none in which the reader is typing, has ticked something, or a form is on its way. What is new is
// said in `#news`, for who does not see it.
const shown = new Map();
const regions = () => document.querySelectorAll('[data-live][id]');
for (const region of regions()) shown.set(region.id, region.innerHTML);

const isBusy = (region) =>
  region.querySelector('[aria-busy], input.tick:checked') !== null ||
  (region.contains(document.activeElement) && document.activeElement.matches('input, select, textarea, button'));

// Whether leaving the page would lose what somebody has typed.
const isTyping = () =>
  [...document.querySelectorAll('main :is(input, textarea)')].some(
    (field) => field === document.activeElement || field.value !== field.defaultValue,
  );

// What somebody has reached with the keyboard, by what it is: it is another element after the region was renewed.
const reached = (region) => {
  const { activeElement: active } = document;
  if (active === null || !region.contains(active)) return () => undefined;
  const line = active.closest('details[id]')?.id;
  const isSame = (other) =>
    other.tagName === active.tagName &&
    other.id === active.id &&
    other.href === active.href &&
    (line === undefined
      ? other.href !== undefined || other.textContent === active.textContent
      : other.closest('details[id]')?.id === line);
  return () => [...region.querySelectorAll('a, summary')].find(isSame)?.focus({ preventScroll: true });
};

// The lines of a region that say by themselves what happened.
const linesOf = (region) => [...region.querySelectorAll('details[id]:has(> summary > .what)')];
const nameOf = (region) => region.getAttribute('aria-label') ?? region.querySelector('h1, h2')?.textContent ?? document.title;

// Shows a region anew where it has changed, and answers what is to be said of that.
const renew = (region, page) => {
  const fresh = page.getElementById(region.id)?.innerHTML;
  if (fresh === undefined || fresh === shown.get(region.id) || isBusy(region)) return [];
  const open = [...region.querySelectorAll('details[open][id]')].map(({ id }) => id);
  const known = new Set(linesOf(region).map(({ id }) => id));
  const focusAgain = reached(region);
  region.innerHTML = fresh;
  shown.set(region.id, fresh);
  for (const id of open) document.getElementById(id)?.setAttribute('open', '');
  focusAgain();
  const lines = linesOf(region).filter(({ id }) => !known.has(id));
  return lines.length === 0 ? [`Changed: ${nameOf(region)}`] : lines.map((line) => line.querySelector('.what').textContent);
};

const MOST_SAID = 4;
const say = (news) => {
  const place = document.getElementById('news');
  if (place !== null && news.length > 0) place.textContent = `${news.slice(0, MOST_SAID).join('. ').replaceAll(/\s+/g, ' ')}.`;
};

// The session has ended: the page gives way to that of signing in, but not while somebody types, who is told so.
const leave = (address) => {
  const notice = document.getElementById('session-ended');
  if (notice === null || !isTyping()) window.location.replace(address);
  else notice.hidden = false;
};
const goOn = () => document.getElementById('session-ended')?.setAttribute('hidden', '');

const look = async () => {
  const address = window.location.href;
  const response = await fetch(address, { headers: { accept: 'text/html', 'x-live': '1' } });
  if (response.redirected) leave(address);
  if (!response.ok || response.redirected) return;
  goOn();
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  say([...regions()].flatMap((region) => renew(region, page)));
  document.title = page.title;
  document.body.dataset.refresh = page.body.dataset.refresh ?? '0';
};

const lookLater = () => {
  const seconds = Number(document.body.dataset.refresh);
  if (!(seconds > 0)) return;
  setTimeout(async () => {
    if (!document.hidden) await look().catch(() => undefined);
    lookLater();
  }, seconds * 1000);
};

lookLater();
