import { afterAll, beforeAll } from 'vitest';
import { startBrowser, type TestBrowser } from './browser.ts';
import { startTestStack, type TestStack } from './stack.ts';
import { late } from './with-rig.ts';

export interface StackInBrowser {
  stack: TestStack;
  browser: TestBrowser;
  /** The address of a path of the API. */
  at: (path: string) => string;
}

/** The product as it is deployed and a browser in front of it, for a whole file: started before its tests, stopped after them. */
export function withStackInBrowser(): StackInBrowser {
  let stack: TestStack | undefined;
  let browser: TestBrowser | undefined;
  beforeAll(async () => {
    [stack, browser] = await Promise.all([startTestStack(), startBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });
  const started = late('stack', () => stack);
  return { stack: started, browser: late('browser', () => browser), at: (path) => `${started.stack.info.api_url}${path}` };
}
