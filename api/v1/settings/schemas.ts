import { z } from '@hono/zod-openapi';
import type { Settings } from '../../../activities/ledger/http-api/settings.ts';

/** An offset is no zone: it would be wrong in half of the year. */
const isTimeZone = (name: string): boolean => /^[A-Za-z]/.test(name) && canFormat(name);

function canFormat(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export const timeZoneField = z
  .string()
  .max(64)
  .openapi({ description: 'The IANA name of the time zone that the console shows times in.', example: 'America/Chicago' });

export const settingsSchema = z.object({ time_zone: timeZoneField }).openapi('Settings');
type SettingsView = z.infer<typeof settingsSchema>;

export const settingsChangeSchema = z
  .strictObject({ time_zone: timeZoneField.refine(isTimeZone, 'is not the IANA name of a time zone, such as America/Chicago') })
  .openapi('SettingsChange');

export const settingsView = ({ timeZone }: Settings): SettingsView => ({ time_zone: timeZone });
