import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { StoredBuild } from '../../activities/ledger/builds.ts';
import { CALLED_ACTIVITIES, CARRIED_FORMAT } from '../../workflows/contract/build.ts';

/** The workflows of one version of the code, bundled. */
export interface Build {
  /** The hash of its code, so it changes with the code alone: neither with the folder nor with a commit that leaves the workflows. */
  id: string;
  /** The bundle with a source map. */
  code: string;
}

const MAP_COMMENT = '//# sourceMappingURL=data:';
/** The worker wants a source map, also where there is none. */
const EMPTY_MAP = `${MAP_COMMENT}application/json;base64,${Buffer.from(
  JSON.stringify({ version: 3, file: 'workflows.cjs', sources: [], names: [], mappings: '' }),
).toString('base64')}`;

const ID_LENGTH = 16;

/** The build of a bundle. */
export function buildOf(bundle: string): Build {
  const id = createHash('sha256').update(withoutMap(bundle)).digest('hex').slice(0, ID_LENGTH);
  return { id, code: bundle };
}

/** A build of today's code as every worker finds it. */
export const toStore = ({ id, code }: Build): StoredBuild => ({
  id,
  code: gzipSync(withoutMap(code)),
  calls: [...CALLED_ACTIVITIES],
  carriedFormat: CARRIED_FORMAT,
});

/** A stored build, ready to be served. */
export const fromStore = ({ id, code }: StoredBuild): Build => ({ id, code: `${gunzipSync(code).toString()}\n${EMPTY_MAP}` });

/** The map names the folder that it was made in. */
function withoutMap(bundle: string): string {
  const at = bundle.lastIndexOf(MAP_COMMENT);
  return (at === -1 ? bundle : bundle.slice(0, at)).trimEnd();
}
