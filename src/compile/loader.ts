import * as t from '@babel/types';
import { transformSync } from 'esbuild';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { CompileError, UsageError, type SourceEdit } from '../core/index.ts';
import * as lang from '../lang/index.ts';
import { Edits } from './edits.ts';
import type { FunctionInfo, ModuleUnit, TopBinding } from './moduleUnit.ts';
import { findPackageRoot } from './packageRoot.ts';
import { placeOf } from './place.ts';
import { parseModule, type NestedFunction, type ParsedModule } from './parse.ts';
import { Recent } from './recent.ts';

/** What a name stands for, after imports have been followed. */
export type Resolved =
  | { readonly kind: 'word'; readonly name: string }
  | { readonly kind: 'top'; readonly unit: ModuleUnit; readonly name: string; readonly binding: TopBinding }
  | { readonly kind: 'foreign'; readonly value: unknown };

/** A module's syntax, and its JavaScript once it was needed. Both depend on the text alone and are never changed. */
interface Prepared {
  readonly parsed: ParsedModule;
  code?: string;
}

/** Kept for the next model, as mutations and minimizing load the same modules again and again; a kernel has a hundred of them. */
const preparedModules = new Recent<string, Prepared>(600);

function prepare(path: string, shown: string, source: string): Prepared {
  return preparedModules.get(`${path}\0${shown}\0${source}`, () => ({ parsed: parseModule(source, shown) }));
}

/**
 * Loads a model's modules: parses them, runs their top levels as ordinary JavaScript, and remembers the syntax of every
 * function, so that function values found in scenarios and properties can be compiled.
 */
export class Loader {
  readonly units = new Map<string, ModuleUnit>();
  private readonly functions = new WeakMap<object, FunctionInfo>();
  private readonly root = findPackageRoot();
  private readonly edits: Edits;
  /** What was resolved already: the compiler asks for the same few names again and again. */
  private readonly resolved = new Map<ModuleUnit, Map<string, Resolved>>();
  /** Where imports were found to lead: to ask the file system takes long. */
  private readonly located = new Map<ModuleUnit, Map<string, string>>();
  private publicModule: Record<string, unknown> | undefined;

  constructor(edits: readonly SourceEdit[] = []) {
    this.edits = new Edits(edits);
  }

  /** Loads the module at an absolute path. Throws `CompileError` or `UsageError`. */
  load(path: string): ModuleUnit {
    const known = this.units.get(path);
    if (known) return known;
    const shown = this.show(path);
    const original = readSource(path);
    const source = this.edits.apply(original, shown, (text) => prepare(path, shown, text).parsed);
    const prepared = prepare(path, shown, source);
    const unit: ModuleUnit = { path, shown, source, ...prepared.parsed, values: new Map(), namespace: {} };
    this.units.set(path, unit);
    this.evaluate(unit, prepared);
    return unit;
  }

  /** Throws if an edit's routine was in none of the loaded modules. */
  assertAllEdited(): void {
    this.edits.assertAllApplied();
  }

  /** The syntax of a function value, if it comes from a loaded module. */
  functionOf(value: unknown): FunctionInfo | undefined {
    return typeof value === 'function' ? this.functions.get(value) : undefined;
  }

  /** Follows a top-level name of a module to what it stands for. */
  resolveName(unit: ModuleUnit, name: string): Resolved | undefined {
    const known = this.resolved.get(unit)?.get(name);
    if (known) return known;
    const found = this.resolveAnew(unit, name);
    // What is not there may come, while modules are being loaded.
    if (found) remember(this.resolved, unit, name, found);
    return found;
  }

  private resolveAnew(unit: ModuleUnit, name: string): Resolved | undefined {
    const binding = unit.top.get(name);
    if (!binding) return undefined;
    if (binding.kind !== 'import') return { kind: 'top', unit, name, binding };
    return this.resolveImport(unit, binding.from, binding.name);
  }

  /** Follows a name in a type, which may be a member of a namespace import. */
  resolveType(unit: ModuleUnit, name: t.TSEntityName): Resolved | undefined {
    if (t.isIdentifier(name)) return this.resolveName(unit, name.name);
    const binding = t.isTSQualifiedName(name) && t.isIdentifier(name.left) ? unit.top.get(name.left.name) : undefined;
    if (binding?.kind !== 'import' || binding.name !== '*' || !t.isTSQualifiedName(name)) return undefined;
    return this.resolveImport(unit, binding.from, name.right.name);
  }

  private resolveImport(unit: ModuleUnit, from: string, name: string): Resolved | undefined {
    const target = this.locate(unit, from);
    if (name === '*') return { kind: 'foreign', value: this.provide(unit, from) };
    if (target === 'public' || target === 'lang') {
      if (name in lang || target === 'lang') return { kind: 'word', name };
      const machine = this.machine();
      return machine && (this.resolveExport(machine, name) ?? { kind: 'word', name });
    }
    if (target === 'host') return { kind: 'foreign', value: (this.requireFrom(unit.path, from) as Record<string, unknown>)[name] };
    return this.resolveExport(this.load(target), name);
  }

  private resolveExport(unit: ModuleUnit, name: string): Resolved | undefined {
    const found = unit.exports.get(name);
    if (found && 'local' in found) return this.resolveName(unit, found.local);
    if (found) return this.resolveImport(unit, found.from, found.name);
    for (const from of unit.starExports) {
      const target = this.locate(unit, from);
      if (target === 'public' || target === 'lang' || target === 'host') continue;
      const inner = this.resolveExport(this.load(target), name);
      if (inner) return inner;
    }
    // `export default` of an expression has no name.
    if (name === 'default' && name in unit.namespace) return { kind: 'foreign', value: unit.namespace[name] };
    return undefined;
  }

  private show(path: string): string {
    const inRoot = relative(this.root, path);
    if (!inRoot.startsWith('..') && !isAbsolute(inRoot)) return inRoot;
    return relative(process.cwd(), path);
  }

  private machine(): ModuleUnit | undefined {
    const path = join(this.root, 'src/machine/index.ts');
    return existsSync(path) ? this.load(path) : undefined;
  }

  /** Where an import leads: the public entry, the words of the language, a package of the host, or a file. */
  private locate(from: ModuleUnit, specifier: string): string {
    return this.located.get(from)?.get(specifier) ?? remember(this.located, from, specifier, this.locateAnew(from, specifier));
  }

  private locateAnew(from: ModuleUnit, specifier: string): string {
    if (specifier === 'forkcheck') return 'public';
    if (specifier.startsWith('forkcheck/')) return resolveFile(join(this.root, specifier.slice('forkcheck/'.length)), specifier, from);
    if (!specifier.startsWith('.') && !isAbsolute(specifier)) return 'host';
    const path = resolveFile(resolve(dirname(from.path), specifier), specifier, from);
    if (path === join(this.root, 'src/index.ts')) return 'public';
    if (path.startsWith(join(this.root, 'src/lang') + '/')) return 'lang';
    return path;
  }

  private requireFrom(path: string, specifier: string): unknown {
    return createRequire(path)(specifier);
  }

  private provide(from: ModuleUnit, specifier: string): unknown {
    const target = this.locate(from, specifier);
    if (target === 'lang') return lang;
    if (target === 'public') return this.provideMachine();
    if (target === 'host') return this.requireFrom(from.path, specifier);
    return this.load(target).namespace;
  }

  private provideMachine(): Record<string, unknown> {
    if (this.publicModule) return this.publicModule;
    const together: Record<string, unknown> = { ...lang };
    this.publicModule = together;
    const machine = this.machine();
    if (machine) Object.defineProperties(together, Object.getOwnPropertyDescriptors(machine.namespace));
    return together;
  }

  private evaluate(unit: ModuleUnit, prepared: Prepared): void {
    const { parsed } = prepared;
    const hooks = {
      fn: (index: number, value: object, captures: () => Record<string, unknown>): object => {
        const nested = parsed.nested[index];
        if (nested) this.functions.set(value, { ...nested, unit, captures });
        return value;
      },
      tops: (values: Record<string, () => unknown>): void => {
        for (const [name, get] of Object.entries(values)) unit.values.set(name, get);
      },
    };
    const module = { exports: unit.namespace };
    try {
      prepared.code ??= transformSync(instrument(unit, parsed), { loader: 'ts', format: 'cjs', target: 'es2022', sourcefile: unit.shown }).code;
      const { code } = prepared;
      const body = new Function('require', 'module', 'exports', '__forkcheck', code);
      body((specifier: string) => this.provide(unit, specifier), module, module.exports, hooks);
    } catch (error) {
      if (error instanceof CompileError || error instanceof UsageError) throw error;
      throw new CompileError(`${unit.shown}:1:1`, `the module does not run: ${String(error)}`, 'Its top level is run as ordinary JavaScript; correct it.');
    }
    if (module.exports !== unit.namespace) Object.defineProperties(unit.namespace, Object.getOwnPropertyDescriptors(module.exports));
    this.registerTopFunctions(unit);
  }

  private registerTopFunctions(unit: ModuleUnit): void {
    for (const [name, binding] of unit.top) {
      if (binding.kind !== 'function') continue;
      const value = unit.values.get(name)?.();
      const info = { name, unit, node: binding.node, captures: () => ({}), mutableCaptures: [] };
      if (typeof value === 'function') this.functions.set(value, info);
    }
  }
}

/** Adds to the text what tells the loader which function value has which syntax, and what the top-level names are worth. */
function instrument(unit: ModuleUnit, parsed: ParsedModule): string {
  const inserts: { at: number; text: string; start: number }[] = [];
  parsed.nested.forEach((nested, index) => {
    const { start, end } = nested.node;
    if (start == null || end == null) return;
    inserts.push({ at: start, text: `__forkcheck.fn(${index}, `, start });
    inserts.push({ at: end, text: `, () => (${captureObject(nested)}))`, start });
  });
  // Where several functions end at one offset, the inner one is closed first.
  inserts.sort((a, b) => a.at - b.at || b.start - a.start);
  let text = '';
  let from = 0;
  for (const { at, text: inserted } of inserts) {
    text += unit.source.slice(from, at) + inserted;
    from = at;
  }
  text += unit.source.slice(from);
  const values = [...unit.top].filter(([, binding]) => binding.kind === 'function' || binding.kind === 'value' || binding.kind === 'enum');
  return `${text}\n;__forkcheck.tops({ ${values.map(([name]) => `${name}: () => ${name}`).join(', ')} });\n`;
}

const captureObject = (nested: NestedFunction): string => `{ ${nested.captures.join(', ')} }`;

function remember<T>(known: Map<ModuleUnit, Map<string, T>>, unit: ModuleUnit, name: string, value: T): T {
  const own = known.get(unit) ?? new Map<string, T>();
  known.set(unit, own.set(name, value));
  return value;
}

function readSource(path: string): string {
  try {
    // Line ends and the mark of the byte order are of no account, to the edits of mutations neither.
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '').replace(/\r\n/g, '\n');
  } catch {
    throw new UsageError(`cannot read the module ${path}`);
  }
}

function resolveFile(path: string, specifier: string, from: ModuleUnit): string {
  const isFile = (candidate: string): boolean => existsSync(candidate) && statSync(candidate).isFile();
  const candidates = [path, `${path}.ts`, path.replace(/\.js$/, '.ts'), join(path, 'index.ts'), `${path}.js`];
  const found = candidates.find(isFile);
  if (found !== undefined) return found;
  const node = from.imports.get(specifier);
  throw new CompileError(node ? placeOf(from, node) : from.shown, `there is no module "${specifier}"`, 'Write the path as it is, with its `.ts`.');
}
