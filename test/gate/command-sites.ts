import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAsync, traverse, type NodePath, type types } from '@babel/core';
import { CALLED_ACTIVITIES } from '../../workflows/contract/build.ts';
import { HARMLESS, ISSUING, SDK } from './sdk.ts';

/** The folder whose code asks for commands. */
const workflowsFolder = fileURLToPath(new URL('../../workflows', import.meta.url));

/** A place in the code that asks for a command of Temporal's, itself or through the function that it calls or hands on. */
export interface Site {
  /** Where and what: `steps/cancel.ts:33 endCheckout`. */
  id: string;
  file: string;
  /**
   * `named`: a function by its name. `shorthand`: the same, as a property of that name. `method`: the call of a method or of an activity.
   * `handler`: a handler of messages is set. `member`: no place by itself, because a member of what is named is taken.
   */
  kind: 'named' | 'shorthand' | 'method' | 'handler' | 'member';
  /** Of the name, or of the whole call of a method. */
  start: number;
  end: number;
  name: string;
}

/** One use of a function: who uses it, what is used, and where. */
interface Use extends Site {
  owner: string;
  used: string;
}

/** The code of `workflows/` by path, every place in it that asks for a command, and the types of workflows. */
export interface Sites {
  code: Map<string, string>;
  sites: Site[];
  types: string[];
}

/**
 * Finds every place in `workflows/` that asks for a command: the calls of the SDK's functions that do and of activities, and every use of a
 * function of ours that leads to one.
 */
export async function findSites(): Promise<Sites> {
  const paths = (await readdir(workflowsFolder, { recursive: true })).filter((path) => path.endsWith('.ts')).sort();
  const code = new Map<string, string>();
  const uses: Use[] = [];
  const proxies = new Set<string>();
  for (const path of paths) {
    code.set(path, await readFile(join(workflowsFolder, path), 'utf8'));
    uses.push(...(await usesIn(path, code.get(path) ?? '', proxies)));
  }
  const commanding = commandingFrom(uses, proxies);
  const sites = uses.filter(({ used, kind }) => kind === 'handler' || (kind !== 'member' && commanding.has(used)));
  const types = [...(code.get('index.ts') ?? '').matchAll(/export \{ (\w+) \}/g)].map(([, type = '']) => type);
  return { code, sites: distinct(sites), types };
}

/** What leads to a command: the primitives, and whatever uses one of these. */
function commandingFrom(uses: readonly Use[], proxies: ReadonlySet<string>): Set<string> {
  const commanding = new Set([
    ...[...ISSUING].map((name) => `${SDK}#${name}`),
    ...CALLED_ACTIVITIES.map((name) => `.${name}`),
    ...proxies,
  ]);
  for (let before = -1; before !== commanding.size;) {
    before = commanding.size;
    for (const { owner, used } of uses) if (commanding.has(used)) commanding.add(owner);
  }
  return commanding;
}

/** Two on one line have a number. */
function distinct(sites: readonly Site[]): Site[] {
  const seen = new Map<string, number>();
  return sites.map((site) => {
    const n = (seen.get(site.id) ?? 0) + 1;
    seen.set(site.id, n);
    return n === 1 ? site : { ...site, id: `${site.id} (${n})` };
  });
}

/** Every use of a name in one file that may lead to a command; notes which names are proxies of activities. */
async function usesIn(file: string, code: string, proxies: Set<string>): Promise<Use[]> {
  const parserOpts = { plugins: ['typescript' as const] };
  const ast = await parseAsync(code, { filename: file, parserOpts, babelrc: false, configFile: false });
  if (ast === null) throw new Error(`${file} cannot be parsed`);
  const uses: Use[] = [];
  const add = (path: NodePath, kind: Site['kind'], used: string, name: string): void => {
    const { start, end, loc } = path.node;
    if (start == null || end == null) throw new Error(`${file}: a place without a position`);
    uses.push({ id: `${file}:${loc?.start.line} ${name}`, file, kind, start, end, name, used, owner: ownerOf(path, file) });
  };
  traverse(ast, {
    Identifier(path) {
      if (!isValue(path)) return;
      const used = definitionOf(path, file);
      if (used === null || isProxy(path, used) || isWithoutCommand(path, used)) return;
      add(path, used === `${SDK}#setHandler` ? 'handler' : formOf(path), used, path.node.name);
    },
    CallExpression(path) {
      const { callee } = path.node;
      if (callee.type !== 'MemberExpression' || callee.computed) return;
      if (callee.property.type === 'Identifier') add(path, 'method', `.${callee.property.name}`, callee.property.name);
      if (callee.property.type === 'PrivateName') add(path, 'method', `.#${callee.property.id.name}`, callee.property.id.name);
    },
    VariableDeclarator(path) {
      const { id, init } = path.node;
      if (id.type !== 'ObjectPattern' || init?.type !== 'CallExpression' || init.callee.type !== 'Identifier') return;
      if (!init.callee.name.startsWith('proxy')) return;
      for (const property of id.properties)
        if (property.type === 'ObjectProperty' && property.value.type === 'Identifier')
          proxies.add(`${file}#${property.value.name}`);
    },
  });
  return uses;
}

function formOf({ parent, node }: NodePath<types.Identifier>): Site['kind'] {
  if (parent.type === 'ObjectProperty' && parent.shorthand) return 'shorthand';
  return parent.type === 'MemberExpression' && parent.object === node ? 'member' : 'named';
}

/** True where an identifier is read as a value. */
function isValue(path: NodePath<types.Identifier>): boolean {
  const { parent } = path;
  if (!path.isReferencedIdentifier() || parent.type.startsWith('Export')) return false;
  if (parent.type.startsWith('TS') && !/^TS(As|NonNull|Satisfies|Instantiation)/.test(parent.type)) return false;
  return true;
}

/** The definition that an identifier names: `steps/cancel.ts#cancel`, `@temporalio/workflow#sleep`; null for what a function has for itself. */
function definitionOf(path: NodePath<types.Identifier>, file: string): string | null {
  const { name } = path.node;
  const binding = path.scope.getBinding(name);
  if (binding === undefined) return null;
  const { parent: declaration, node: specifier } = binding.path;
  if (declaration?.type === 'ImportDeclaration' && specifier.type === 'ImportSpecifier') {
    const from = declaration.source.value;
    const imported = specifier.imported.type === 'Identifier' ? specifier.imported.name : specifier.imported.value;
    return `${from.startsWith('.') ? join(dirname(file), from) : from}#${imported}`;
  }
  return binding.scope.path.isProgram() ? `${file}#${name}` : null;
}

const isProxy = (path: NodePath<types.Identifier>, used: string): boolean =>
  /#proxy(Local)?Activities$/.test(used) && path.parent.type === 'CallExpression';

/** True for those of the SDK that ask for no command; a `condition` does with a time alone. Throws for one that is on no list. */
function isWithoutCommand({ parent, node }: NodePath<types.Identifier>, used: string): boolean {
  const [from, name = ''] = used.split('#');
  if (from !== SDK) return false;
  if (name === 'condition') return parent.type === 'CallExpression' && parent.callee === node && parent.arguments.length < 2;
  if (HARMLESS.has(name)) return true;
  if (ISSUING.has(name) || name === 'setHandler') return false;
  throw new Error(`Does ${name} of ${SDK} ask for a command? Put it on a list in test/gate/sdk.ts.`);
}

/** The function, table or method whose code a place is in. */
function ownerOf(path: NodePath, file: string): string {
  const method = path.findParent((parent) => parent.isClassMethod() || parent.isClassPrivateMethod());
  if (method?.isClassMethod() && method.node.key.type === 'Identifier') return `.${method.node.key.name}`;
  if (method?.isClassPrivateMethod()) return `.#${method.node.key.id.name}`;
  const top = path.findParent((parent) => parent.parentPath?.isProgram() ?? parent.parentPath === null);
  const inner = path.findParent(
    (parent) => (parent.isFunctionDeclaration() || parent.isVariableDeclarator()) && isTopLevel(parent, top),
  );
  const id = inner?.isFunctionDeclaration() || inner?.isVariableDeclarator() ? inner.node.id : null;
  return `${file}#${id?.type === 'Identifier' ? id.name : ''}`;
}

const isTopLevel = (path: NodePath, top: NodePath | null): boolean =>
  path === top || path.parentPath === top || path.parentPath?.parentPath === top;
