import { writeFile } from 'node:fs/promises';
import { generatedPages } from './pages.ts';

// `npm run docs`: writes the pages that are made from the rules.
for (const { path, text } of generatedPages()) await writeFile(path, text);
