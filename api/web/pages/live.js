// For pages that wait for a change: fetches the page again every few seconds and shows what has changed, without moving the reader.
// Only elements with `data-live` and an id are updated, and none in which the reader is typing, or a form is on its way.
const shown = new Map();
const regions = () => document.querySelectorAll('[data-live][id]');
for (const region of regions()) shown.set(region.id, region.innerHTML);

const isBusy = (region) =>
  region.querySelector('[aria-busy]') !== null ||
  (region.contains(document.activeElement) && document.activeElement.matches('input, select, textarea, button'));

// What somebody has reached with the keyboard, by what it is: it is another element after the region was renewed.
const reached = (region) => {
  const { activeElement: active } = document;
  if (active === null || !region.contains(active)) return () => undefined;
  const isSame = ({ tagName, id, href, textContent }) =>
    tagName === active.tagName &&
    id === active.id &&
    href === active.href &&
    (href !== undefined || textContent === active.textContent);
  return () => [...region.querySelectorAll('a, summary')].find(isSame)?.focus({ preventScroll: true });
};

const renew = (region, page) => {
  const fresh = page.getElementById(region.id)?.innerHTML;
  if (fresh === undefined || fresh === shown.get(region.id) || isBusy(region)) return;
  const open = [...region.querySelectorAll('details[open][id]')].map(({ id }) => id);
  const focusAgain = reached(region);
  region.innerHTML = fresh;
  shown.set(region.id, fresh);
  for (const id of open) document.getElementById(id)?.setAttribute('open', '');
  focusAgain();
};

const look = async () => {
  const address = window.location.href;
  const response = await fetch(address, { headers: { accept: 'text/html', 'x-live': '1' } });
  if (response.redirected) window.location.replace(address);
  if (!response.ok || response.redirected) return;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const region of regions()) renew(region, page);
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
