import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Worker } from '@temporalio/worker';
import { describe, expect, inject, it } from 'vitest';
import { dataConverter } from '../../worker/platform/index.ts';
import { CALM_LIVES, HASTY_LIVES } from '../recording/lives.ts';
import { fromPortable } from '../recording/portable.ts';
import { parseManifest, readHistories, readManifest, sha256, type Manifest } from '../recording/store.ts';

const histories = await readHistories();
const nameOf = (path: string): string => path.slice(path.indexOf('/') + 1).replace('.json', '');

describe('the recorded histories', () => {
  it('are those of the manifest, byte for byte: none altered, none lost, none beside it', async () => {
    expect(Object.fromEntries([...histories].map(([path, text]) => [path, sha256(text)]))).toEqual(await readManifest());
  });

  it.each(['HEAD', 'HEAD^'])('are only ever added: all that %s lists is there as it was', async (commit) => {
    const before = await manifestAt(commit);
    expect(await readManifest()).toMatchObject(before);
  });

  it('are of every kind of life, unfinished ones among them', () => {
    const recorded = new Set([...histories.keys()].map(nameOf));
    const missing = Object.keys({ ...CALM_LIVES, ...HASTY_LIVES }).filter((name) => !recorded.has(name));
    expect(missing, 'record them: npm run histories -- <the next version>').toEqual([]);
    const unfinished = [...histories.values()].filter((text) => !text.includes('EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED'));
    expect(unfinished.length).toBeGreaterThanOrEqual(6);
  });

  it('hold nothing of the machine that they were recorded on', () => {
    const told = [...histories].flatMap(([path, text]) => {
      const identities = [...text.matchAll(/"identity":"([^"]*)"/g)].map(([, identity]) => identity);
      const places = clear(text).match(/file:\/\/|\/node_modules\/|\bat .+:\d+:\d+/g) ?? [];
      return [...identities.filter((identity) => identity !== 'recorded'), ...places].map((seen) => `${path}: ${seen}`);
    });
    expect(told).toEqual([]);
  });

  it.each([...histories])('%s replays in the code of today', async (path, text) => {
    const keys = [{ id: 'none', key: new Uint8Array(32) }] as const;
    const options = { workflowBundle: { codePath: inject('services').bundlePath }, dataConverter: dataConverter(keys) };
    const history = fromPortable(text);
    const workflowId = history.events[0]?.workflowExecutionStartedEventAttributes?.workflowId ?? path;
    await Worker.runReplayHistory(options, history, workflowId);
    expect(history.events.length).toBeGreaterThan(1);
  });
});

/** The manifest as a commit has it; empty where there is no such commit, or none in it. */
async function manifestAt(commit: string): Promise<Manifest> {
  const show = promisify(execFile)('git', ['show', `${commit}:./test/histories/manifest.json`]);
  return show.then(({ stdout }) => parseManifest(stdout)).catch(() => ({}));
}

/** With the payloads as text. */
const clear = (text: string): string =>
  text.replaceAll(/"data":"([^"]*)"/g, (_, data: string) => Buffer.from(data, 'base64').toString());
