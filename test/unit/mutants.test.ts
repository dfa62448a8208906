import { describe, expect, it } from 'vitest';
import { readMutants } from '../model/mutants/patches.ts';
import { applyPatch } from '../model/mutants/scratch.ts';
import { root } from '../stack/paths.ts';

const mutants = await readMutants();

describe('the faults that the model must find', () => {
  it.each(mutants)('can still be made: $name', async ({ file }) => {
    await expect(applyPatch(root, file, 'check')).resolves.toBeUndefined();
  });
});
