import { spawn, type ChildProcess } from 'node:child_process';
import { inject, onTestFinished, vi } from 'vitest';
import type { Rig } from './rig.ts';

/** A worker as it is deployed: a process of its own, killed when the test is over. Resolves once it is ready. */
export async function deployedWorker(
  rig: Rig,
  env: Record<string, string> = {},
): Promise<{ child: ChildProcess; said: () => string }> {
  const { PATH = '' } = process.env;
  const own = { WORKFLOW_BUNDLE: inject('services').bundlePath, LOG_LEVEL: 'info', ...env };
  const child = spawn(process.execPath, ['--import', 'tsx', 'worker/main.ts'], { env: { PATH, ...rig.env, ...own } });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  await vi.waitUntil(() => said.includes('worker is ready'), { timeout: 60_000, interval: 50 });
  return { child, said: () => said };
}
