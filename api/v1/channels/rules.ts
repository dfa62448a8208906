import type { Mode } from '../../../workflows/contract/channel.ts';
import type { ChannelSetup } from '../../deps.ts';
import { Problem } from '../../http/problem.ts';

/** Throws where this installation cannot take a channel of a mode. */
export function usableMode({ hasProductionKeys, publicUrl }: ChannelSetup, mode: Mode): void {
  if (mode === 'test') return;
  if (!hasProductionKeys) {
    throw invalid('mode', 'A production channel needs APRUVE_WEBHOOK_KEYS_PRODUCTION in the environment of API and workers.');
  }
  if (!publicUrl.startsWith('https://'))
    throw invalid('mode', 'A production channel needs a PUBLIC_URL that begins with https://.');
}

const invalid = (path: string, message: string): Problem =>
  new Problem('invalid-request', message, { errors: [{ path, message }] });
