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

/** Last parts of paths under which the console has pages of its own, beside those of the channels. */
const RESERVED_IDS: readonly string[] = ['new'];

/** Throws where a channel of this id could not be shown. */
export function usableId(id: string): void {
  if (RESERVED_IDS.includes(id))
    throw invalid('id', 'is reserved', `The id ${id} is reserved: the console has another page there. Choose another one.`);
}

const invalid = (path: string, message: string, detail = message): Problem =>
  new Problem('invalid-request', detail, { errors: [{ path, message }] });
