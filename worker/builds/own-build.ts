import { readFile } from 'node:fs/promises';
import { bundleWorkflows } from '../bundle.ts';
import { buildOf, type Build } from './build.ts';

/** The build of today's code: from a file that `npm run bundle` has written, else bundled now, which takes seconds. */
export const ownBuild = async (file: string | null): Promise<Build> =>
  buildOf(file === null ? (await bundleWorkflows()).code : await readFile(file, 'utf8'));
