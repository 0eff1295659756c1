import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rowCode } from './rowCode.ts';

/** The integer code of a search over states of so many words, with room for so many rows and states a batch. */
export function searchCode(words: number, rows: number, together: number): readonly string[] {
  // It stands beside this file, as TypeScript or built.
  const file = fileURLToPath(new URL(`./batch${extname(import.meta.url)}`, import.meta.url));
  return [readFileSync(file, 'utf8'), `const SLOT_WORDS = ${rows * (words + 2)}, TOGETHER = ${together};\n${rowCode(words)}`];
}
