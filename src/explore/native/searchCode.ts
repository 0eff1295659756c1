import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rowCode } from './rowCode.ts';

/** How states are kept: as they are (plain.ts), or in a few bytes each (tree.ts). */
export type Keeping = 'plain' | 'tree';

const files = { plain: ['batch', 'tell', 'table', 'pack', 'plain'], tree: ['batch', 'tell', 'table', 'pack', 'tree', 'lists'] } as const;

/** What a search has room for: rows and states a batch, slots for batches a thread, and threads. */
export interface Room {
  readonly rows: number;
  readonly together: number;
  readonly slotsPerThread: number;
  readonly threads: number;
  /** Entries for the rows that a thread made last: a power of 2. */
  readonly recent: number;
  /** As in onwardSteps.ts. */
  readonly tellsLastFound: boolean;
}

/** The integer code of a search over states of so many words. */
export function searchCode(words: number, keeping: Keeping, { rows, together, slotsPerThread, threads, recent, tellsLastFound }: Room): readonly string[] {
  const slots = `TOGETHER = ${together}, SLOTS_A_THREAD = ${slotsPerThread}, ROWS = ${rows}`;
  const numbers = `const ${slots}, PACKED = ${threads * rows * (words + 2)}, RECENT_MASK = ${recent - 1}, TELLS_LAST_FOUND = ${Number(tellsLastFound)};`;
  return [...files[keeping].map(readCode), `${numbers}\n${rowCode(words)}`];
}

/** It stands beside this file, as TypeScript or built. */
function readCode(name: string): string {
  return readFileSync(fileURLToPath(new URL(`./${name}${extname(import.meta.url)}`, import.meta.url)), 'utf8');
}
