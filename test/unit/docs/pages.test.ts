import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedPages } from '../../docs/pages.ts';
import { stateDiagram } from '../../docs/states-page.ts';

describe('the pages that are made from the rules', () => {
  it.each(generatedPages().map(({ path, text }) => [relative(process.cwd(), path), text]))(
    '%s is current (run `npm run docs` where it is not)',
    async (path, text) => {
      const stored = await readFile(path, 'utf8').catch(() => '');
      expect(stored, `${path} is not what the rules say: run \`npm run docs\` and commit it`).toBe(text);
    },
  );

  it('draw the states in the few words of Mermaid that every renderer knows', () => {
    const [first, ...lines] = stateDiagram().split('\n');
    expect(first).toBe('stateDiagram-v2');
    expect(lines.filter((line) => !/^ {4}(\[\*\]|[a-z_]+) --> (\[\*\]|[a-z_]+)$/.test(line))).toEqual([]);
  });
});
