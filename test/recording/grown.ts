import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { parseManifest, type Manifest } from './store.ts';

const MANIFEST = 'test/histories/manifest.json';
/** The histories that are no longer kept as they were, each with the number of the decision that says why. */
export const GIVEN_UP = 'test/histories/given-up.json';

/**
 * What `now` has lost or changed of the histories that were recorded since the last release, and in it; before the first release, since
 * there is a list of those given up. Throws where the repository does not have the commits.
 */
export async function rewritten(repository: string, now: Manifest): Promise<string[]> {
  const git = async (...args: string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)('git', args, { cwd: repository });
    return stdout.trim();
  };
  await assertComplete(git);
  const release = await git('describe', '--tags', '--abbrev=0').catch(() => '');
  const promised = (await git('log', '--diff-filter=A', '--format=%H', '--', GIVEN_UP)).split('\n').at(-1) ?? '';
  const base = release || promised;
  const since = base === '' ? '' : await git('log', '--format=%H', `${base}..HEAD`, '--', MANIFEST);
  const commits = [base, 'HEAD', ...since.split('\n')].filter(Boolean);
  const lost = new Set<string>();
  for (const commit of commits) {
    const before = parseManifest(await git('show', `${commit}:${MANIFEST}`));
    for (const [path, hash] of Object.entries(before)) if (now[path] !== hash) lost.add(path);
  }
  return [...lost];
}

async function assertComplete(git: (...args: string[]) => Promise<string>): Promise<void> {
  const isShallow = await git('rev-parse', '--is-shallow-repository').catch((cause: unknown) => {
    throw new Error('Recorded histories are compared with earlier commits: run this in a clone of the repository.', { cause });
  });
  if (isShallow === 'true')
    throw new Error('This clone is shallow, so recorded histories cannot be compared: run git fetch --unshallow --tags');
}
