/** The tree gives back every state that was kept in it, whatever lists it gives up and however wide its fields become. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowCode } from '../../../src/explore/native/rowCode.ts';
import { rowWords, treeRegions } from '../../../src/explore/native/treeRegions.ts';
import { assemble, compileModule, instantiate, newMemory } from '../../../src/wasm/index.ts';

const most = 2 ** 14;
const page = 2 ** 16;

/** The tree, which looks at its lists sooner, and gives them less in advance; it keeps hashes of states with an odd number of words. */
function codeOf(words: number, review: number, advance: number): string[] {
  const read = (name: string): string => readFileSync(new URL(`../../../src/explore/native/${name}.ts`, import.meta.url), 'utf8');
  const tree = read('tree').replace(/REVIEW = \d+/, `REVIEW = ${review}`).replace(/ADVANCE = \d+/, `ADVANCE = ${advance}`);
  return [tree, read('lists'), `${rowCode(words)}\nconst W = ${words}, ROW_WORDS = ${rowWords(words)}, SLOTS_A_THREAD = 1, KEEPS_HASHES = ${words % 2};\nlet parts = 4, partBits = 0, homeMask = 0, numbers = ${most - 1}, tags = ${-most};\nfunction unpack(at) {}`];
}

class Tree {
  private readonly functions: Readonly<Record<string, (...numbers: number[]) => number>>;
  private readonly memory: ReturnType<typeof newMemory>;
  private readonly addressOf: (array: string) => number;
  count = 0;
  grown = 0;

  constructor(
    readonly words: number,
    review: number,
    advance: number,
  ) {
    const exports = ['openTree', 'setHeap', 'missingWords', 'showState', 'isState', 'hashOf', 'hashOfRow', 'keepState', 'loadState', 'useSlot', 'touch'];
    const shared = [{ name: 'R', width: 4, length: words + 1 }, ...treeRegions(words, 1, most)] as const;
    const { module, tables, pages } = assemble({ sources: codeOf(words, review, advance), exports, tables: {}, own: [], shared, instances: 1 });
    this.memory = newMemory(pages);
    this.functions = instantiate(compileModule(module), this.memory).functions;
    this.addressOf = (array) => tables.get(array)!.at;
    this.call('openTree');
  }

  keep(state: readonly number[]): void {
    this.array('R', this.words).set(state);
    this.array('R', this.words + 1)[this.words] = this.call('hashOfRow', 0);
    while (this.call('keepState', this.count, 0) === 0) {
      this.memory.grow(Math.ceil((4 * this.call('missingWords')) / page));
      this.call('setHeap', (this.memory.buffer.byteLength - this.addressOf('HEAP')) / 4);
      this.grown++;
    }
    this.count++;
  }

  shown(state: number): readonly number[] {
    this.call('showState', state);
    return [...this.array('X', this.words)];
  }

  is(state: number, row: readonly number[]): boolean {
    this.array('R', this.words).set(row);
    return this.call('isState', state, 0) === 1;
  }

  hashes(state: number, row: readonly number[]): readonly [number, number] {
    this.array('R', this.words).set(row);
    return [this.call('hashOf', state), this.call('hashOfRow', 0)];
  }

  /** How many lists of values are in use. */
  get lists(): number {
    return new Uint8Array(this.memory.buffer, this.addressOf('KEPT'), 2 * this.words).reduce((sum, one) => sum + one, 0);
  }

  call(name: string, ...numbers: number[]): number {
    return this.functions[name]!(...numbers);
  }

  private array(name: string, length: number): Int32Array {
    return new Int32Array(this.memory.buffer, this.addressOf(name), length);
  }
}

/** Deterministic numbers without a pattern. */
const noise = (at: number): number => Math.imul(at ^ (at >>> 15), 0x2c1b3c6d) ^ Math.imul(at, 0x297a2d39);

test('gives back what it keeps', () => {
  const words = fc.integer({ min: 1, max: 9 });
  const ranges = fc.array(fc.constantFrom(1, 2, 3, 40, 3000, 2 ** 31), { minLength: 9, maxLength: 9 });
  fc.assert(
    fc.property(words, ranges, fc.constantFrom(1, 2 ** 18), (width, range, advance) => {
      const tree = new Tree(width, 512, advance);
      const stateOf = (at: number): number[] => Array.from({ length: width }, (_, word) => (noise(at * width + word + 1) % range[word]!) | 0);
      const count = 2000;
      for (let at = 0; at < count; at++) tree.keep(stateOf(at));
      // Forwards and across, since it remembers what it showed last.
      const isWrong = (at: number): boolean => {
        const state = at < count ? at : Math.abs(noise(at)) % count;
        const [row, other] = [stateOf(state), stateOf(state + 1)];
        const [kept, hash] = tree.hashes(state, row);
        const takesForOther = tree.is(state, other) !== (`${other}` === `${row}`);
        return `${tree.shown(state)}` !== `${row}` || !tree.is(state, row) || takesForOther || kept !== hash;
      };
      expect(Array.from({ length: 2 * count }, (_, at) => at).filter(isWrong)).toEqual([]);
      expect(tree.grown).toBeGreaterThan(0);
    }),
    { numRuns: 10 },
  );
});

test('gives up the lists of what is always new, and keeps the others', () => {
  const tree = new Tree(4, 512, 1);
  for (let at = 0; at < 9000; at++) tree.keep([at & 7, (at >>> 3) & 7, noise(at), 5]);
  // Of the seven nodes the root has no list, the word that is always new gives up its own, and so does the node above it.
  expect(tree.lists).toBe(4);
  expect(tree.shown(8888)).toEqual([8888 & 7, (8888 >>> 3) & 7, noise(8888), 5]);
});
