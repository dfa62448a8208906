import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = 'api/connectors';

/** What the sources of a connector import from outside of it, as paths in the repository. */
function importsOf(name: string): string[] {
  const own = join(folder, name);
  const files = readdirSync(join(own, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const imports = files.flatMap((file) => {
    const path = join(own, 'src', file);
    const specifiers = readFileSync(path, 'utf8').matchAll(/(?:from|import)\s*\(?'(\.[^']*)'/g);
    return [...specifiers].map(([, specifier = '']) => relative('.', resolve(dirname(path), specifier)));
  });
  return [...new Set(imports)].filter((path) => !path.startsWith(own));
}

// Their own lint and tests need their packages, which the repository does not install.
describe.each(readdirSync(folder))('the connector %s', (name) => {
  it('imports nothing of the product but the typed client', () => {
    expect(importsOf(name)).toEqual(['api/client/index.ts']);
  });

  it('has a lock file that names no registry', () => {
    const lock = readFileSync(join(folder, name, 'package-lock.json'), 'utf8');
    expect(lock).toContain('"integrity"');
    expect(lock).not.toContain('"resolved"');
  });
});
