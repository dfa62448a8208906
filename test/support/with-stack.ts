import { afterAll, beforeAll } from 'vitest';
import { signInWithKey, startBrowser, type TestBrowser } from './browser.ts';
import { startTestStack, type TestStack } from './stack.ts';
import { late } from './with-rig.ts';

export interface StackInBrowser {
  stack: TestStack;
  browser: TestBrowser;
  /** The address of a path of the API. */
  at: (path: string) => string;
  /** A new page at a path of the console, of an operator who is signed in with the stack's admin key. */
  operator: (path: string, options?: Parameters<TestBrowser['open']>[0]) => ReturnType<TestBrowser['open']>;
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
  const opened = late('browser', () => browser);
  const at = (path: string): string => `${started.stack.info.api_url}${path}`;
  const operator: StackInBrowser['operator'] = async (path, options) => {
    const { page, problems } = await opened.open(options);
    await page.goto(at(path));
    await signInWithKey(page, started.stack.info.admin_key);
    return { page, problems };
  };
  return { stack: started, browser: opened, at, operator };
}
