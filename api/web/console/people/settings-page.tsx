import type { Refusal } from '../../pages/api-client.ts';
import type { PageMode } from '../../pages/shell.tsx';
import { Time } from '../../pages/times.tsx';
import { Refused } from '../channel-fields.tsx';
import { Frame } from './frame.tsx';

interface SettingsPageProps {
  mode: PageMode;
  timeZone: string;
  outcome: string | null;
  refusal: Refusal | null;
}

/** What is the same for everybody who uses the console. */
export function SettingsPage({ mode, timeZone, outcome, refusal }: SettingsPageProps) {
  const zones = [...new Set([timeZone, 'UTC', ...Intl.supportedValuesOf('timeZone')])].toSorted((a, b) => a.localeCompare(b));
  return (
    <Frame title="Settings" mode={mode} part="/console/settings" outcome={outcome}>
      <Refused refusal={refusal} />
      <form method="post" action="/console/settings" class="card narrow" aria-label="Settings">
        <label>
          Time zone
          <select name="time_zone">
            {zones.map((zone) => (
              <option value={zone} selected={zone === timeZone}>
                {zone}
              </option>
            ))}
          </select>
          <small>
            Days and times of the console, for everybody. It is <Time at={new Date().toISOString()} /> there. When something is
            due is Apruve’s word, and does not change.
          </small>
        </label>
        <button type="submit">Save</button>
      </form>
    </Frame>
  );
}
