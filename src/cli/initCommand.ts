import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../core/index.ts';
import { packageRoot } from './modules.ts';
import { version } from './version.ts';
import type { Outcome } from './world.ts';

/** `forkcheck init DIR`: a project with a kernel of one's own, to be run and edited. */
export function initCommand(directory: string): Outcome {
  if (existsSync(directory) && readdirSync(directory).length > 0) {
    throw new UsageError(`${directory} is not empty\n  Give a directory that is not there yet: nothing is overwritten.`);
  }
  try {
    fill(directory);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`cannot make a project in ${directory}: ${reason}\n  Give a directory that can be written to, on a disk with room left.`);
  }
  const files = readdirSync(directory).toSorted().join(', ');
  return { code: 0, lines: [`${directory}: ${files}`, 'next:', `  cd ${directory}`, '  npm install', '  npm run check'] };
}

/** Puts all files of the template there, or none. */
function fill(directory: string): void {
  const isThere = existsSync(directory);
  try {
    cpSync(join(packageRoot, 'template'), directory, { recursive: true });
    const manifest = join(directory, 'package.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"forkcheck": "*"', `"forkcheck": "^${version()}"`));
  } catch (error) {
    const made = !existsSync(directory) ? [] : isThere ? readdirSync(directory).map((name) => join(directory, name)) : [directory];
    for (const one of made) rmSync(one, { recursive: true, force: true });
    throw error;
  }
}
