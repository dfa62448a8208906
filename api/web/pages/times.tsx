import { createContext, useContext } from 'hono/jsx';

/** The zone that times are shown in, by its IANA name; `answerPage` provides it. */
export const TimeZone = createContext('UTC');

/** A format in any zone: a page has many times, and making a format takes longer than using it. */
function inZones(options: Intl.DateTimeFormatOptions): (zone: string) => Intl.DateTimeFormat {
  const made = new Map<string, Intl.DateTimeFormat>();
  return (timeZone) => {
    const format = made.get(timeZone) ?? new Intl.DateTimeFormat('en-GB', { ...options, timeZone });
    made.set(timeZone, format);
    return format;
  };
}

const DAY = { day: 'numeric', month: 'short', year: 'numeric' } as const;
const days = inZones(DAY);
const moments = inZones({ ...DAY, hour: '2-digit', minute: '2-digit', timeZoneName: 'short' });
const offsets = inZones({ timeZoneName: 'longOffset' });

/** An ISO time as `21 Nov 2026, 13:45 UTC`, or `21 Nov 2026, 07:45 GMT-6`. */
export const formatTime = (iso: string, zone: string): string => moments(zone).format(new Date(iso));

/** The day of an ISO time as `21 Nov 2026`. */
export const formatDay = (iso: string, zone: string): string => days(zone).format(new Date(iso));

/** A time where the merchant is, with UTC on hover. */
export function Time({ at }: { at: string }) {
  const zone = useContext(TimeZone);
  return (
    <time datetime={at} title={zone === 'UTC' ? undefined : formatTime(at, 'UTC')}>
      {formatTime(at, zone)}
    </time>
  );
}

/** How far the zone is ahead of UTC at a time, in ms. */
function offsetMs(at: number, zone: string): number {
  const name = offsets(zone)
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const [, sign, hours = '0', minutes = '0'] = /^GMT([+-])(\d\d):(\d\d)/.exec(name ?? '') ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** An ISO time as a field for day and time takes it, `2026-11-21T07:45`, in the zone; empty where there is none. */
export const fieldTime = (iso: string | null, zone = 'UTC'): string => {
  if (iso === null) return '';
  const at = Date.parse(iso);
  return new Date(at + offsetMs(at, zone)).toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length);
};

/** The ISO time in UTC of what a field for day and time says, in the zone. Of an hour that is there twice it is one; one that is skipped is taken for the hour beside it. */
export function timeOfField(text: string, zone: string): string {
  const asUtc = Date.parse(`${text}:00Z`);
  const near = asUtc - offsetMs(asUtc, zone);
  return new Date(asUtc - offsetMs(near, zone)).toISOString();
}

/** When a day, `2026-11-21`, begins in the zone, as an ISO time in UTC. */
export const startOfDay = (day: string, zone: string): string => timeOfField(`${day}T00:00`, zone);
