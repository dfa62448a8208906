import { fileURLToPath } from 'node:url';
import { actionsPage } from './actions-page.ts';
import { longestLifePage } from './longest-life-page.ts';
import { statesPage } from './states-page.ts';

/** The pages of docs/ that are made from code: where each lies, and what it says now. */
export const generatedPages = (): { path: string; text: string }[] => [
  { path: inDocs('actions.md'), text: actionsPage() },
  { path: inDocs('states.md'), text: statesPage() },
  { path: inDocs('longest-life.md'), text: longestLifePage() },
];

const inDocs = (name: string): string => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));
