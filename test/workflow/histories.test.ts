import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from '@temporalio/worker';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { dataConverter } from '../../worker/platform/index.ts';
import { fromPortable } from '../recording/portable.ts';
import { GIVEN_UP, rewritten } from '../recording/grown.ts';
import { readHistories, readManifest, sha256 } from '../recording/store.ts';
import { IN_SHORT_RUNS } from '../support/short-runs.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const histories = await readHistories();

describe('the recorded histories', () => {
  it('are those of the manifest, byte for byte: none altered, none lost, none beside it', async () => {
    expect(Object.fromEntries([...histories].map(([path, text]) => [path, sha256(text)]))).toEqual(await readManifest());
  });

  it('are only ever added: since the last release none is altered or lost, but where a decision says so', async () => {
    const givenUp = z.record(z.string(), z.number()).parse(JSON.parse(await readFile(join(root, GIVEN_UP), 'utf8')));
    const lost = await rewritten(root, await readManifest());
    expect(lost.filter((path) => !(path in givenUp))).toEqual([]);
    const decisions = await readFile(join(root, 'docs/decisions.md'), 'utf8');
    for (const decision of Object.values(givenUp)) expect(decisions).toMatch(new RegExp(`^${decision}\\. `, 'm'));
  });

  it('hold nothing of the machine that they were recorded on', () => {
    const told = [...histories].flatMap(([path, text]) => {
      const identities = [...text.matchAll(/"identity":"([^"]*)"/g)].map(([, identity]) => identity);
      const places = clear(text).match(/file:\/\/|\/node_modules\/|\bat [^"]+:\d+:\d+/g) ?? [];
      return [...identities.filter((identity) => identity !== 'recorded'), ...places].map((seen) => `${path}: ${seen}`);
    });
    expect(told).toEqual([]);
  });

  it.skipIf(IN_SHORT_RUNS)('replay in the code of today', async () => {
    const options = {
      workflowBundle: { codePath: inject('services').bundlePath },
      dataConverter: dataConverter([{ id: 'none', key: new Uint8Array(32) }]),
    };
    const all = [...histories].map(([workflowId, text]) => ({ workflowId, history: fromPortable(text) }));
    const failed: string[] = [];
    let replayed = 0;
    for await (const { workflowId, error } of Worker.runReplayHistories(options, all)) {
      replayed += 1;
      if (error !== undefined) failed.push(`${workflowId}: ${error.message}`);
    }
    expect(failed).toEqual([]);
    expect(replayed).toBe(histories.size);
  });
});

describe('a history that was rewritten', () => {
  const git = (cwd: string, ...args: string[]) =>
    promisify(execFile)('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.test', ...args], { cwd });

  /** A repository whose second commit has changed what the first one has recorded. */
  const repository = async (): Promise<string> => {
    const at = await mkdtemp(join(tmpdir(), 'apruve-checkout-rewritten-'));
    onTestFinished(() => rm(at, { recursive: true }));
    await git(at, 'init', '--quiet');
    await mkdir(join(at, 'test/histories'), { recursive: true });
    await writeFile(join(at, GIVEN_UP), '{}');
    for (const hash of ['first', 'second']) {
      await writeFile(join(at, 'test/histories/manifest.json'), JSON.stringify({ 'a.json': hash, 'b.json': 'kept' }));
      await git(at, 'add', '.');
      await git(at, 'commit', '--quiet', '-m', hash);
    }
    return at;
  };

  it('is named, however many commits ago it was', async () => {
    const at = await repository();
    expect(await rewritten(at, { 'a.json': 'second', 'b.json': 'kept' })).toEqual(['a.json']);
    await git(at, 'tag', 'v1');
    expect(await rewritten(at, { 'a.json': 'second', 'b.json': 'kept' })).toEqual([]);
    expect(await rewritten(at, { 'a.json': 'second' })).toEqual(['b.json']);
  });

  it('cannot be told in a shallow clone, which is said, nor outside of a repository', async () => {
    const at = await repository();
    await git(at, 'clone', '--quiet', '--depth', '1', `file://${at}`, 'shallow');
    await expect(rewritten(join(at, 'shallow'), {})).rejects.toThrow('git fetch --unshallow --tags');
    await expect(rewritten(tmpdir(), {})).rejects.toThrow('in a clone of the repository');
  });
});

/** With the payloads as text. */
const clear = (text: string): string =>
  text.replaceAll(/"data":"([^"]*)"/g, (_, data: string) => Buffer.from(data, 'base64').toString());
