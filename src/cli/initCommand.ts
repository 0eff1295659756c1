import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../core/index.ts';
import { packageRoot } from './modules.ts';
import { version } from './version.ts';
import type { Outcome } from './world.ts';
import { writeText } from './writeText.ts';

/** `forkcheck init DIR`: a project with a kernel of one's own, to be run and edited. */
export function initCommand(directory: string): Outcome {
  if (existsSync(directory) && readdirSync(directory).length > 0) {
    throw new UsageError(`${directory} is not empty\n  Give a directory that is not there yet: nothing is overwritten.`);
  }
  cpSync(join(packageRoot, 'template'), directory, { recursive: true });
  const manifest = join(directory, 'package.json');
  const text = readFileSync(manifest, 'utf8').replace('"forkcheck": "*"', `"forkcheck": "^${version()}"`);
  writeText(manifest, text, 'DIR');
  const files = readdirSync(directory).toSorted().join(', ');
  return { code: 0, lines: [`${directory}: ${files}`, 'next:', `  cd ${directory}`, '  npm install', '  npm run check'] };
}
