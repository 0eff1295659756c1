import type { NativeSearch } from '../../core/index.ts';

/** As in tree.ts and lists.ts. */
const statesPerChunk = 256;
const partsPerList = 28;
const wordsPerLine = 16;

/** Words from the row of a thread to that of the next one. */
export const rowWords = (words: number): number => Math.ceil(words / wordsPerLine) * wordsPerLine;

/** The arrays of tree.ts and lists.ts for states of so many words, in a table of so many slots. */
export function treeRegions(words: number, threads: number, slots: number): NativeSearch['regions'] {
  const nodes = 2 * words;
  const ofNodes = ['LENGTHS', 'TABLES', 'SLOTS', 'LEFTS', 'RIGHTS', 'REFERENCES'].map((name) => ({ name, width: 4, length: nodes }) as const);
  return [
    { name: 'X', width: 4, length: threads * rowWords(words) },
    { name: 'SHOWN', width: 4, length: 2 * threads * rowWords(words) },
    { name: 'KEPT', width: 1, length: nodes },
    ...ofNodes,
    { name: 'PARTS', width: 4, length: nodes * partsPerList },
    { name: 'CHUNKS', width: 4, length: slots / statesPerChunk },
    { name: 'FREE', width: 4, length: 32 },
    { name: 'HEAP', width: 4, length: 0 },
  ];
}
