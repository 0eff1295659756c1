import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../core/index.ts';
import { requireName } from './names.ts';

/** A module by absolute path, and the name that reports and files call it by. */
export interface ModuleReference {
  readonly file: string;
  readonly reference: string;
}

/** The folder of the nearest package.json, from the sources as well as from the built files. */
export const packageRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

/** The names of the kernels that come with the package. */
export function kernelNames(root = packageRoot): readonly string[] {
  const models = join(root, 'models');
  if (!existsSync(models)) return [];
  return readdirSync(models)
    .filter((name) => existsSync(join(models, name, 'index.ts')))
    .toSorted();
}

/** Finds a kernel by its name, or a module by its path. */
export function findModule(wanted: string): ModuleReference {
  if (isPath(wanted)) return findFile(wanted);
  const remedy = 'Give one of these names, or the path of a .ts or .js module with a model.';
  requireName('kernel', kernelNames(), wanted, remedy);
  return { file: join(packageRoot, 'models', wanted, 'index.ts'), reference: wanted };
}

/** Finds the module of a path: from the working directory, else from the package, where saved findings may point. */
export function findFile(path: string): ModuleReference {
  const file = [resolve(path), join(packageRoot, path)].find((candidate) => existsSync(candidate));
  if (file !== undefined && isModule(file)) return { file, reference: referenceTo(file, path) };
  const names = kernelNames().join(', ') || 'none';
  const problem = file === undefined ? `there is no module ${path}` : `${path} is no module`;
  throw new UsageError(`${problem}\n  Give the path of a .ts or .js file, or a kernel's name (there are: ${names}).`);
}

function isModule(file: string): boolean {
  return /\.[cm]?[jt]s$/.test(file) && statSync(file).isFile();
}

/** Whether an argument is a path to a module rather than a name. */
export function isPath(text: string): boolean {
  return /[\\/]/.test(text) || /\.[cm]?[jt]s$/.test(text);
}

/** Splits `FILE:NAME`, where the name may be missing. */
export function splitScenario(text: string): { readonly path: string; readonly name: string | undefined } {
  const match = /^(.+\.[cm]?[jt]s):([^\\/]+)$/.exec(text);
  return { path: match?.[1] ?? text, name: match?.[2] };
}

function referenceTo(file: string, path: string): string {
  const from = isAbsolute(path) || file === resolve(path) ? process.cwd() : packageRoot;
  return relative(from, file).replaceAll(sep, '/');
}

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const up = dirname(folder);
  if (up === folder) throw new Error('forkcheck bug: no package.json above its own files');
  return findRoot(up);
}
