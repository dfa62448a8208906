import type { Child } from 'hono/jsx';
import { Shell } from '../pages/shell.tsx';

/** A page of the documentation. It shows no channel, so it has no mode. */
export function DocsShell({ title, children }: { title: string; children: Child }) {
  return (
    <Shell title={title} mode="production" styles={['pages.css', 'docs.css']} dress="docs" nav={<DocsNav />}>
      {children}
    </Shell>
  );
}

const PLACES = [
  ['/docs', 'API'],
  ['/problems', 'Problems'],
  ['/openapi.json', 'OpenAPI 3.1'],
] as const;

const DocsNav = () => (
  <nav aria-label="Site">
    <ul>
      <li>
        <strong>Apruve checkout</strong>
      </li>
    </ul>
    <ul>
      {PLACES.map(([path, label]) => (
        <li>
          <a href={path}>{label}</a>
        </li>
      ))}
    </ul>
  </nav>
);
