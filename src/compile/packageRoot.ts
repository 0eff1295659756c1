import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Finds the folder of forkcheck's own package.json, from the sources as well as from the built files. */
export function findPackageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && readFileSync(manifest, 'utf8').includes('"name": "forkcheck"')) return folder;
    const up = dirname(folder);
    if (up === folder) throw new Error('forkcheck bug: its own package.json is not above its files');
    folder = up;
  }
}
