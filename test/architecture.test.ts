import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from '@babel/parser';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Who may import whom, beside their own room. A file of `src` itself is a room of its own. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  'src/core': [],
  'src/lang': [],
  'src/machine': ['src/lang', 'src/core'],
  'src/wasm': [],
  'src/system': ['src/core'],
  'src/compile': ['src/core', 'src/lang', 'src/system', 'src/wasm'],
  'src/explore': ['src/core'],
  'src/judge': ['src/core'],
  'src/minimize': ['src/core'],
  'src/explain': ['src/core'],
  'src/draw': [],
  'src/trace': ['src/core'],
  'src/report': ['src/core'],
  'src/formats': ['src/core', 'src/report', 'src/trace'],
  'src/page': ['src/core', 'src/system', 'src/explore', 'src/judge', 'src/trace', 'src/report', 'src/formats'],
  properties: ['src/index.ts'],
  models: ['src/index.ts', 'properties'],
};

/** These string the rooms together and may import any of them. */
const frontDoors = ['src/cli', 'src/check.ts', 'src/checked.ts', 'src/explanation.ts', 'src/settings.ts', 'src/walkWorker.ts', 'src/index.ts', 'src/vitest.ts', 'src/fastCheck.ts'];

/** A kernel model is read from top to bottom, so it may be this long; nothing may be longer. */
const longest = 400;

const files = ['src', 'models', 'properties'].flatMap(sourcesIn).toSorted();

describe('rooms', () => {
  test.each(files)('%s imports only what its room may', (file) => {
    const room = roomOf(file);
    if (frontDoors.includes(room)) return;
    const allowed = mayImport[room];
    expect(allowed, `the room ${room} is not in the table`).toBeDefined();
    const strangers = importsOf(file).filter((to) => roomOf(to) !== room && !allowed?.includes(roomOf(to)));
    expect(strangers).toEqual([]);
  });

  test('only the command line imports models and properties', () => {
    const engine = files.filter((file) => file.startsWith('src/') && roomOf(file) !== 'src/cli');
    const leaks = engine.flatMap((file) => importsOf(file).filter((to) => !to.startsWith('src/')).map((to) => `${file} -> ${to}`));
    expect(leaks).toEqual([]);
  });

  test('a kernel does not import another kernel', () => {
    const folder = (file: string): string => file.split('/').slice(0, 2).join('/');
    const kernels = files.filter((file) => file.startsWith('models/'));
    const leaks = kernels.flatMap((file) =>
      importsOf(file).filter((to) => to.startsWith('models/') && folder(to) !== folder(file)).map((to) => `${file} -> ${to}`),
    );
    expect(leaks).toEqual([]);
  });
});

test('what runs in a browser needs nothing of Node', () => {
  expect(nodeBehind('src/cli/main.ts')).not.toEqual([]);
  expect(nodeBehind('src/page/main.tsx')).toEqual([]);
});

test('no file imports itself by a detour', () => {
  expect(cycles(files)).toEqual([]);
});

test.each(files)(`%s has at most ${longest} lines`, (file) => {
  expect(readFileSync(join(root, file), 'utf8').split('\n').length - 1).toBeLessThanOrEqual(longest);
});

function sourcesIn(folder: string): string[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (statSync(join(root, path)).isDirectory()) return sourcesIn(path);
    return /\.tsx?$/.test(name) ? [path] : [];
  });
}

/** `src/core/system.ts` is in `src/core`, `src/check.ts` is a room of its own, `models/freebsd/fork.ts` is in `models`. */
function roomOf(file: string): string {
  const parts = file.split('/');
  return parts[0] === 'src' ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
}

const imported = new Map<string, readonly string[]>();

/** The project's own files that a file imports or re-exports from, types included. */
function importsOf(file: string): readonly string[] {
  const known = imported.get(file) ?? findImports(file);
  imported.set(file, known);
  return known;
}

function findImports(file: string): readonly string[] {
  return specifiersIn(file).flatMap(({ to }) => fileOf(file, to));
}

function fileOf(from: string, specifier: string): readonly string[] {
  if (specifier === 'forkcheck') return ['src/index.ts'];
  return specifier.startsWith('.') && /\.tsx?$/.test(specifier) ? [relative(root, resolve(root, dirname(from), specifier)).replaceAll('\\', '/')] : [];
}

/** What a file imports or re-exports from, and whether anything of it is there when it runs. */
function specifiersIn(file: string): readonly { readonly to: string; readonly runs: boolean }[] {
  const { program } = parse(readFileSync(join(root, file), 'utf8'), { sourceType: 'module', plugins: file.endsWith('x') ? ['typescript', 'jsx'] : ['typescript'] });
  return program.body.flatMap((node) => {
    switch (node.type) {
      case 'ImportDeclaration': {
        const types = node.specifiers.filter((one) => one.type === 'ImportSpecifier' && one.importKind === 'type');
        const runs = node.importKind !== 'type' && (types.length < node.specifiers.length || types.length === 0);
        return [{ to: node.source.value, runs }];
      }
      case 'ExportAllDeclaration':
        return [{ to: node.source.value, runs: node.exportKind !== 'type' }];
      case 'ExportNamedDeclaration':
        return node.source ? [{ to: node.source.value, runs: node.exportKind !== 'type' }] : [];
      default:
        return [];
    }
  });
}

/** What of Node's a file needs to run, by itself or by what it imports, and who asks for it. */
function nodeBehind(start: string): readonly string[] {
  const seen = new Set([start]);
  const found: string[] = [];
  for (const file of seen) {
    for (const { to, runs } of specifiersIn(file)) {
      if (!runs) continue;
      if (to.startsWith('node:')) found.push(`${file} -> ${to}`);
      for (const next of fileOf(file, to)) seen.add(next);
    }
  }
  return found;
}

/** Each cycle of imports once, as the path that closes it. */
function cycles(all: readonly string[]): string[] {
  const found: string[] = [];
  const finished = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) found.push([...path.slice(at), file].join(' -> '));
    if (at >= 0 || finished.has(file)) return;
    for (const to of importsOf(file)) visit(to, [...path, file]);
    finished.add(file);
  };
  for (const file of all) visit(file, []);
  return found;
}
