import { type Native, nativePage, type TransitionSystem } from '../../core/index.ts';
import { type Memory, OutOfMemory } from '../memory.ts';
import type { States } from '../visitedSet.ts';
import { controlLength } from './control.ts';
import { searchCode } from './searchCode.ts';
import type { ThreadData } from './threadData.ts';

/** States expanded together: enough for their cache misses to overlap, few enough for their rows to stay in the cache. */
export const mostTogether = 64;
const mostRows = 2 ** 13;

/** Slots for the rows of batches that were expanded and not inserted yet: so many a thread. */
export const slotsPerThread = 8;

const firstSlots = 2 ** 16;
/** A slot has 32 bits for the number of a state, and some had better be left for its hash. */
const mostSlots = 2 ** 28;

/** Below it the table grows fourfold: entering states anew costs more than the memory. */
const fastSlots = 2 ** 23;

/** What WebAssembly can address. */
const mostPages = 2 ** 16;
/** The memory grows by an eighth of the states, and by so many pages at least. */
const leastGrowth = 64;

const exported = [
  'openBatch', 'surprised', 'phaseNow', 'nextState', 'judgeFrom', 'expandStates', 'judgeStates', 'unseenState', 'openRows', 'insertRows',
  'faultChoice', 'indexNow', 'foundInBatch', 'takeTransitions', 'findRow', 'rehash',
] as const;

export type Functions = Readonly<Record<(typeof exported)[number] | 'skip', (...numbers: number[]) => number>>;

/** Thrown when the states have no more room in the 4 GiB that WebAssembly addresses, while the search might have more. */
export class OutOfAddresses extends Error {
  override readonly name = 'OutOfAddresses';
}

/** From how many states on they are in such a memory, by how many pages it has grown, and how many slots the table has. */
export interface Extent {
  readonly from: number;
  readonly pages: number;
  readonly slots: number;
}

/** The exact set of states seen, numbered in order of insertion, in the memory of a system's native steps. */
export class NativeStates implements States {
  readonly functions: Functions;
  private slots = firstSlots;
  /** How many states there is room for behind the table. */
  private room = 0;
  /** How many states were moved here. */
  private from = 0;
  /** Bytes that are counted. */
  private taken = 0;
  private all!: Int32Array;
  /** Shared with the other threads, and of a fixed place. */
  readonly control: Int32Array;
  private readonly rowsAt: number;
  private readonly statesAt: number;
  count = 0;

  /** Words of a row: the packed state, its hash and the choice. */
  get stride(): number {
    return this.words + 2;
  }

  private constructor(
    readonly native: Native,
    private readonly words: number,
    private readonly tableSlots: number,
    private readonly memory: Memory,
  ) {
    this.functions = native.functions as Functions;
    this.control = new Int32Array(native.memory.buffer, native.addressOf('CONTROL'), controlLength(native.others.length + 1));
    this.rowsAt = this.at('R');
    this.statesAt = this.at('X');
    this.look();
  }

  /**
   * Moves all states of another set here, for so many threads to search. `undefined` if the system has no native steps.
   * Throws `OutOfMemory`.
   */
  static take(states: States, system: TransitionSystem, memory: Memory, threads: number): NativeStates | undefined {
    const { words } = system;
    const tableSlots = slotsFor(words, memory);
    const native = system.native?.({
      sources: searchCode(words, mostRows, mostTogether),
      exports: exported,
      threads,
      regions: [
        { name: 'CONTROL', width: 4, length: controlLength(threads) },
        { name: 'R', width: 4, length: threads * slotsPerThread * mostRows * (words + 2) },
        { name: 'ENDS', width: 4, length: threads * slotsPerThread * mostTogether },
        { name: 'SURPRISES', width: 1, length: threads * slotsPerThread * mostTogether },
        { name: 'ONWARD', width: 4, length: mostTogether },
        { name: 'PARENTS', width: 4, length: mostRows },
        { name: 'CHOICES', width: 4, length: mostRows },
        { name: 'REACHED', width: 1, length: system.locations.length },
        { name: 'T', width: 4, length: tableSlots },
        { name: 'X', width: 4, length: 0 },
      ],
    });
    if (native === undefined) return undefined;
    const taken = new NativeStates(native, words, tableSlots, memory);
    taken.fill(states, system);
    return taken;
  }

  load(system: TransitionSystem, state: number): void {
    system.load(this.all, this.statesAt + state * this.words);
  }

  find(packed: Int32Array, _fingerprint: number, offset = 0): number {
    const to = this.rowsAt;
    for (let word = 0; word < this.words; word++) this.all[to + word] = packed[offset + word]!;
    return this.functions.findRow();
  }

  /** A view of an array, good until the next state is added. */
  array(name: string, length: number): Int32Array {
    const at = this.at(name);
    return this.all.subarray(at, at + length);
  }

  bytes(name: string, length: number): Uint8Array {
    return new Uint8Array(this.native.memory.buffer, this.native.addressOf(name), length);
  }

  /** The slots of a thread. */
  slotsOf(thread: number): readonly number[] {
    return Array.from({ length: slotsPerThread }, (_, index) => thread * slotsPerThread + index);
  }

  /** How many rows the first `count` states of a slot have. */
  rowsIn(slot: number, count: number): number {
    return (this.all[this.at('ENDS') + slot * mostTogether + count - 1]! - slot * mostRows * this.stride) / this.stride;
  }

  /** For each of the states of a slot, whether a predicate surprises in it. */
  surprises(slot: number, count: number): Uint8Array {
    return this.bytes('SURPRISES', (slot + 1) * mostTogether).subarray(slot * mostTogether, slot * mostTogether + count);
  }

  /** What another thread needs to expand states. */
  threadData(module: object, thread: number, judged: number): ThreadData {
    const { native, control } = this;
    return { module, memory: native.memory, control: [control.byteOffset, control.length], slots: this.slotsOf(thread), together: mostTogether, judged };
  }

  /** Makes room for so many states. Throws `OutOfMemory` and `OutOfAddresses`. */
  reserve(states: number): void {
    if (states > this.room) this.grow(states);
    if (states > roomIn(this.slots)) this.rehash(states);
  }

  /** How far it has grown, so that another one can grow as far. */
  get extent(): Extent {
    return { from: this.from, pages: (this.taken - 4 * this.slots) / nativePage, slots: this.slots };
  }

  /** Grows to the extent that another one had of as many states, whenever it did. Throws `OutOfMemory`. */
  growTo({ pages, slots }: Extent): void {
    if (pages > this.extent.pages) this.addPages(pages - this.extent.pages);
    this.takeBytes(4 * (slots - this.slots));
    this.slots = slots;
  }

  /** Adds a new state; there must be room for it, and it is not to be found before `index`. */
  append(packed: Int32Array): void {
    this.all.set(packed, this.statesAt + this.count * this.words);
    this.count++;
  }

  /** Makes all states to be found. */
  index(): void {
    this.functions.rehash(this.slots, this.count);
  }

  /** Counts its memory as free: nobody refers to it any more. */
  release(): void {
    this.memory.release(this.taken);
  }

  private fill(states: States, system: TransitionSystem): void {
    this.takeBytes(4 * firstSlots);
    this.reserve(states.count);
    this.from = states.count;
    for (let state = 0; state < states.count; state++) {
      states.load(system, state);
      this.append(system.packed);
    }
    this.index();
  }

  private grow(states: number): void {
    const bytes = 4 * this.words;
    const missing = Math.ceil(((states - this.room) * bytes) / nativePage);
    const now = this.all.byteLength / nativePage;
    const wanted = Math.max(missing, leastGrowth, Math.floor((this.room * bytes) / 8 / nativePage));
    const pages = Math.min(wanted, mostPages - now);
    if (pages < missing) throw new OutOfAddresses();
    this.addPages(pages);
  }

  private addPages(pages: number): void {
    this.takeBytes(pages * nativePage);
    try {
      this.native.memory.grow(pages);
    } catch (error) {
      if (error instanceof RangeError) throw new OutOfMemory(`the machine has no ${pages} pages left`);
      throw error;
    }
    this.look();
  }

  private rehash(states: number): void {
    let { slots } = this;
    while (roomIn(slots) < states) slots *= slots < fastSlots ? 4 : 2;
    if (slots > this.tableSlots) throw new OutOfAddresses();
    this.takeBytes(4 * (slots - this.slots));
    this.slots = slots;
    this.functions.rehash(slots, this.count);
  }

  private takeBytes(bytes: number): void {
    this.memory.take(bytes);
    this.taken += bytes;
  }

  private look(): void {
    this.all = new Int32Array(this.native.memory.buffer);
    this.room = Math.floor((this.all.length - this.statesAt) / this.words);
  }

  private at(name: string): number {
    return this.native.addressOf(name) / 4;
  }
}

/** How many slots suffice until the memory is full of states. */
function slotsFor(words: number, memory: Memory): number {
  const bytes = Math.min(memory.limit, mostPages * nativePage);
  let slots = firstSlots;
  while (slots < mostSlots && roomIn(slots) * 4 * words + 4 * slots < bytes) slots *= 2;
  return slots;
}

/** How many states a table takes before it grows: linear probing is slow beyond three quarters. */
function roomIn(slots: number): number {
  return (slots / 4) * 3;
}
