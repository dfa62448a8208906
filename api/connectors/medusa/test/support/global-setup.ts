import type { TestProject } from 'vitest/node';
import { startShop, type Started } from './start.ts';

declare module 'vitest' {
  interface ProvidedContext {
    shop: Started;
  }
}

/** One Medusa and one stack for all files. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const { started, stop } = await startShop();
  provide('shop', started);
  return stop;
}
