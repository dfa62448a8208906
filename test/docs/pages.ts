import { fileURLToPath } from 'node:url';
import { actionsPage } from './actions-page.ts';
import { statesPage } from './states-page.ts';

/** The pages of docs/ that are made from the rules: where each lies, and what it says now. */
export const generatedPages = (): { path: string; text: string }[] => [
  { path: inDocs('actions.md'), text: actionsPage() },
  { path: inDocs('states.md'), text: statesPage() },
];

const inDocs = (name: string): string => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));
