/** A day of the calendar, in milliseconds. */
export const DAY_MS = 86_400_000;

const central = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/Chicago',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

type Wall = { year: number; month: number; day: number; hour: number; minute: number; second: number };

const wallClock = (at: Date): Wall => {
  const parts = new Map(central.formatToParts(at).map((part) => [part.type, Number(part.value)]));
  const read = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  return {
    year: read('year'),
    month: read('month'),
    day: read('day'),
    hour: read('hour'),
    minute: read('minute'),
    second: read('second'),
  };
};

const asUtc = (wall: Wall): number => Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);

const offsetMs = (at: Date): number => asUtc(wallClock(at)) - Math.floor(at.getTime() / 1000) * 1000;

const two = (value: number): string => String(value).padStart(2, '0');

/** Apruve's time format: US Central with its numeric offset, no fractions, e.g. `2018-05-23T14:10:28-05:00`. */
export const centralTime = (at: Date): string => {
  const offset = offsetMs(at) / 60_000;
  const local = new Date(at.getTime() + offset * 60_000).toISOString().slice(0, 19);
  return `${local}${offset < 0 ? '-' : '+'}${two(Math.abs(offset) / 60)}:${two(Math.abs(offset) % 60)}`;
};

/** The instant at which clocks in US Central show this wall time (daylight saving considered). */
const fromWall = (wall: Wall): Date => {
  const guess = new Date(asUtc(wall) - offsetMs(new Date(asUtc(wall))));
  return new Date(asUtc(wall) - offsetMs(guess));
};

const shiftDays = (wall: Wall, days: number): Wall => {
  const shifted = new Date(Date.UTC(wall.year, wall.month - 1, wall.day) + days * DAY_MS);
  return { ...wall, year: shifted.getUTCFullYear(), month: shifted.getUTCMonth() + 1, day: shifted.getUTCDate() };
};

/** Days that are no days of the calendar have no midnight: the same number of them counts from the second on, rounded up. */
const afterShortDays = (at: Date, days: number, dayMs: number): string =>
  centralTime(new Date(Math.ceil((at.getTime() + days * dayMs) / 1000) * 1000));

/** The default `expire_at` of an order: `days` later, at 23:59:59 of that local day. `dayMs` is how long a day lasts. */
export const endOfDayAfter = (at: Date, days: number, dayMs = DAY_MS): string => {
  if (dayMs !== DAY_MS) return afterShortDays(at, days, dayMs);
  return centralTime(fromWall({ ...shiftDays(wallClock(at), days), hour: 23, minute: 59, second: 59 }));
};

const midnight = { hour: 0, minute: 0, second: 0 };

const daysBetween = (from: Wall, to: Wall): number =>
  (Date.UTC(to.year, to.month - 1, to.day) - Date.UTC(from.year, from.month - 1, from.day)) / DAY_MS;

/**
 * When an invoice issued at `at` falls due, at local midnight. `Net30` counts days from the issue, `EOMNet15` from the
 * end of the month. An unknown term counts as 30 days. Where a day lasts `dayMs`, so many of them after the issue.
 */
export const dueAt = (at: Date, strategy: string, dayMs = DAY_MS): string => {
  const days = Number(/(\d+)$/.exec(strategy)?.[1] ?? 30);
  const issued = wallClock(at);
  const start = strategy.startsWith('EOM') ? shiftDays({ ...issued, month: issued.month + 1, day: 1 }, -1) : issued;
  const due = shiftDays(start, days);
  return dayMs === DAY_MS ? centralTime(fromWall({ ...due, ...midnight })) : afterShortDays(at, daysBetween(issued, due), dayMs);
};
