import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rowCode } from './rowCode.ts';
import { rowWords } from './treeRegions.ts';

/** How states are kept: as they are (plain.ts), or in a few bytes each (tree.ts). */
export type Keeping = 'plain' | 'tree';

const files = { plain: ['batch', 'insert', 'claim', 'number', 'tell', 'table', 'plain'], tree: ['batch', 'insert', 'claim', 'number', 'tell', 'table', 'tree', 'lists'] } as const;

/** To keep a state as it is takes no more than a place that is known; lists of the tree are up to one thread. */
export const keepsLater = (keeping: Keeping): boolean => keeping === 'plain';

/** States of so many words take some bytes more so that their hashes need not be computed anew. */
const wordsForHashes = 64;

/** What a search has room for: rows (a power of 2) and states a batch, slots for batches a thread, and threads. */
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

/** For how many batches there are rows or copies: those in slots of the first thread, and one of each of the others, whose slots have copies. */
export const rowPlaces = ({ threads, slotsPerThread }: Pick<Room, 'threads' | 'slotsPerThread'>): number =>
  threads > 1 ? slotsPerThread + (threads - 1) * (1 + slotsPerThread) : 1;

/** The integer code of a search over states of so many words. */
export function searchCode(words: number, keeping: Keeping, { rows, together, slotsPerThread, threads, recent, tellsLastFound }: Room): readonly string[] {
  const numbers = {
    TOGETHER: together,
    SLOTS_A_THREAD: slotsPerThread,
    ROWS: rows,
    ROW_BITS: Math.log2(rows),
    ROW_WORDS: rowWords(words),
    COPIES: (threads - 1) * rows * (words + 2),
    RECENT_MASK: recent - 1,
    SORTS: Number(keeping === 'tree'),
    SHARES: Number(threads > 1),
    KEEPS_LATER: Number(keepsLater(keeping)),
    KEEPS_HASHES: Number(words >= wordsForHashes),
    TELLS_LAST_FOUND: Number(tellsLastFound),
  };
  const declared = Object.entries(numbers).map(([name, value]) => `${name} = ${value}`);
  return [...files[keeping].map(readCode), `const ${declared.join(', ')};\n${rowCode(words)}`];
}

/** It stands beside this file, as TypeScript or built. */
function readCode(name: string): string {
  return readFileSync(fileURLToPath(new URL(`./${name}${extname(import.meta.url)}`, import.meta.url)), 'utf8');
}
