import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { lifeSchema, type Life } from '../plan.ts';

/** A fault of the product, kept as a patch that makes it. */
export interface Mutant {
  /** Of the file, without its ending. */
  name: string;
  file: string;
  /** What the product does wrong then. */
  fault: string;
  /** The part of the rules that it breaks. */
  rule: string;
  /** The sequences that find it soon. */
  life: Life;
}

const headerSchema = z.object({ Fault: z.string(), Rule: z.string(), Life: z.string().transform((text) => lifeOf(text)) });

const lifeOf = (text: string): Life => lifeSchema.parse(JSON.parse(text));

/** Every patch of this folder, by name. Throws where a header is not as `Mutant` needs it. */
export async function readMutants(): Promise<Mutant[]> {
  const files = (await readdir(import.meta.dirname)).filter((file) => file.endsWith('.patch')).sort();
  return Promise.all(files.map((file) => readMutant(join(import.meta.dirname, file))));
}

async function readMutant(file: string): Promise<Mutant> {
  const [head = ''] = (await readFile(file, 'utf8')).split(/^diff --git /m);
  const fields = Object.fromEntries(head.split('\n').flatMap((line) => fieldOf(line)));
  const { Fault: fault, Rule: rule, Life: life } = headerSchema.parse(fields, { error: () => `in ${file}` });
  return { name: basename(file, '.patch'), file, fault, rule, life };
}

/** `Name: value` as an entry. */
function fieldOf(line: string): [string, string][] {
  const found = /^(\w+): (.+)$/.exec(line);
  return found?.[1] === undefined || found[2] === undefined ? [] : [[found[1], found[2]]];
}
