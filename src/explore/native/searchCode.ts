import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rowCode } from './rowCode.ts';

/** The integer code of a search over states of so many words, with so many rows a batch. */
export function searchCode(words: number, rows: number): readonly string[] {
  // It stands beside this file, as TypeScript or built.
  const file = fileURLToPath(new URL(`./batch${extname(import.meta.url)}`, import.meta.url));
  return [readFileSync(file, 'utf8'), `const ROWS_END = ${(rows - 1) * (words + 2)};\n${rowCode(words)}`];
}
