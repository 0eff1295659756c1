import { type Native, nativePage, type TransitionSystem } from '../../core/index.ts';
import type { PackedFamilies } from '../links.ts';
import { type Memory, OutOfMemory } from '../memory.ts';
import type { PackedOnward } from '../onwardSteps.ts';
import type { States } from '../visitedSet.ts';
import { controlLength, mostTogether, slotsPerThread, tableRoom, tableSlots } from './control.ts';
import { came, expandInto } from './expander.ts';
import { fillTable } from './fillTable.ts';
import type { NativeMeans } from './nativeMeans.ts';
import { type Keeping, keepsLater, rowPlaces, searchCode } from './searchCode.ts';
import { TableSize } from './tableSize.ts';
import { treeRegions } from './treeRegions.ts';
import type { ThreadData } from './threadData.ts';

const mostRows = 2 ** 13;

/** Entries for the rows that a thread has just expanded: more than a batch has as a rule. */
const recentRows = 2 ** 13;

/** Smaller tables are not shared: claims leave a sixteenth of the slots free, and besides as many as a batch has rows. */
const leastShared = 2 ** 17;

/** What WebAssembly can address. */
const allPages = 2 ** 16;
/** The memory grows by a part of the states, and by so many pages at least. */
const leastGrowth = { plain: 64, tree: 16 } as const;
const growth = { plain: 1 / 8, tree: 1 / 16 } as const;

/** Words for so many bits, wherever in the first word they begin. */
const wordsFor = (bits: number): number => (bits >>> 5) + 2;

const exported = [
  'openBatch', 'surprised', 'phaseNow', 'nextState', 'rowsIn', 'judgeFrom', 'expandStates', 'judgeStates', 'unseenState', 'openRows', 'openClaims', 'insertRows', 'claimsNumbered', 'keepClaims',
  'faultChoice', 'indexNow', 'foundInBatch', 'takeTransitions', 'uncountState', 'findRow', 'findAt', 'appendRow', 'clearTable', 'enterStates', 'sizeTable', 'claim',
  'packFamilies', 'packOnward', 'hasWideChoice',
] as const;
const exportedByTree = ['openTree', 'setHeap', 'missingWords', 'heapInUse', 'showState'] as const;

type Exported = (typeof exported)[number] | (typeof exportedByTree)[number] | 'skip';

/** Those of the tree are there if states are kept in it. */
export type Functions = Readonly<Record<Exported, (...numbers: number[]) => number>>;

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
  private size: TableSize;
  /** How many states there is room for, if they are kept as they are. */
  private room = 0;
  /** How many states were moved here. */
  private from = 0;
  /** Bytes that are counted. */
  private taken = 0;
  private all!: Int32Array;
  /** Shared with the other threads, and of a fixed place. */
  readonly control: Int32Array;
  private readonly rowsAt: number;
  /** Where states are as they are: all, or the one that was taken from the tree last. */
  private readonly statesAt: number;
  private readonly growingAt: number;
  count = 0;

  /** How many states are expanded together at most. */
  get together(): number {
    return mostTogether[this.keeping];
  }

  /** Words of a row: the packed state, its hash and the choice. */
  get stride(): number {
    return this.words + 2;
  }

  private constructor(
    readonly native: Native,
    private readonly words: number,
    private readonly keeping: Keeping,
    private readonly mostSlots: number,
    private readonly mostPages: number,
    private readonly memory: Memory,
    /** How many claims there may be: every row of every slot. None if there is one thread. */
    private readonly claims: number,
  ) {
    this.functions = native.functions as Functions;
    this.size = TableSize.first(keeping);
    this.control = new Int32Array(native.memory.buffer, native.addressOf('CONTROL'), controlLength(native.otherBases.length + 1));
    this.rowsAt = this.at('R');
    this.statesAt = this.at('X');
    this.growingAt = this.at(keeping === 'tree' ? 'HEAP' : 'X');
    if (keeping === 'tree') this.functions.openTree();
    this.index();
    this.look();
  }

  /**
   * Moves all states of another set here. `undefined` if the system has no native steps, or the states no room. Throws
   * `OutOfMemory`, unless there is a file for what has no room.
   */
  static take(states: States, system: TransitionSystem, memory: Memory, means: NativeMeans): NativeStates | undefined {
    const { words } = system;
    const { keeping, threads, mostPages = allPages, tellsLastFound = true } = means;
    const together = mostTogether[keeping];
    const allSlots = threads * slotsPerThread;
    const slots = TableSize.most(keeping, words, Math.min(memory.limit, mostPages * nativePage));
    const native = system.native?.({
      sources: searchCode(words, keeping, { rows: mostRows, together, slotsPerThread, threads, recent: recentRows, tellsLastFound }),
      exports: keeping === 'tree' ? [...exported, ...exportedByTree] : exported,
      threads,
      regions: [
        { name: 'CONTROL', width: 4, length: controlLength(threads) },
        { name: 'R', width: 4, length: rowPlaces({ threads, slotsPerThread }) * mostRows * (words + 2) },
        { name: 'RESULTS', width: 4, length: threads * mostRows },
        { name: 'RECENT', width: 2, length: threads * recentRows },
        { name: 'FIRST_OF', width: 4, length: allSlots },
        ...['OPEN', 'PLACES', 'CLAIM_CHOICES', 'TAKERS', 'STATES'].map((name) => ({ name, width: 4, length: allSlots * mostRows }) as const),
        { name: 'OPEN_ROWS', width: 2, length: allSlots * mostRows },
        ...['ENDS', 'OPEN_ENDS', 'HIGHEST', 'LOWEST'].map((name) => ({ name, width: 4, length: allSlots * together }) as const),
        { name: 'SURPRISES', width: 1, length: allSlots * together },
        { name: 'ONWARD', width: 4, length: together },
        { name: 'PARENTS', width: 4, length: mostRows },
        { name: 'CHOICES', width: 4, length: mostRows },
        { name: 'BITS', width: 4, length: wordsFor(mostRows + together) },
        { name: 'NARROW', width: 1, length: mostRows },
        { name: 'TOLD', width: 4, length: together },
        { name: 'REACHED', width: 1, length: system.locations.length },
        { name: 'T', width: 4, length: slots },
        ...(keeping === 'tree' ? treeRegions(words, threads, slots) : [{ name: 'X', width: 4, length: 0 } as const]),
      ],
    });
    if (native === undefined) return undefined;
    const taken = new NativeStates(native, words, keeping, slots, mostPages, memory, threads > 1 ? allSlots * mostRows : 0);
    try {
      taken.fill(states, system);
      return taken;
    } catch (error) {
      const goesOn = error instanceof OutOfAddresses || (error instanceof OutOfMemory && memory.file !== undefined);
      if (!goesOn) throw error;
      taken.release();
      return undefined;
    }
  }

  load(system: TransitionSystem, state: number): void {
    if (this.keeping === 'tree') {
      this.functions.showState(state);
      system.load(this.all, this.statesAt);
    } else system.load(this.all, this.statesAt + state * this.words);
  }

  find(packed: Int32Array, _fingerprint: number, offset = 0): number {
    const to = this.rowsAt;
    for (let word = 0; word < this.words; word++) this.all[to + word] = packed[offset + word]!;
    return this.functions.findRow();
  }

  someNext(state: number, wanted: (next: number) => boolean): boolean {
    const { functions, native, control, stride, together } = this;
    functions.judgeFrom(this.count);
    const means = { functions, fault: native.fault, control, together };
    if (expandInto(means, 0, state, state + 1) !== came.done) throw new Error('forkcheck bug: a state has more steps than it had before');
    const rows = functions.rowsIn(0, 1);
    for (let row = 0; row < rows; row++) if (wanted(functions.findAt(row * stride))) return true;
    return false;
  }

  /** A view of an array, good until the next state is added. */
  array(name: string, length: number): Int32Array {
    const at = this.at(name);
    return this.all.subarray(at, at + length);
  }

  bytes(name: string, length: number): Uint8Array {
    return new Uint8Array(this.native.memory.buffer, this.native.addressOf(name), length);
  }

  /** Links of the states that a batch found. */
  packFamilies(found: number, bits: number): PackedFamilies {
    const end = this.functions.packFamilies(found, bits);
    const choices = this.functions.hasWideChoice() === 0 ? this.bytes('NARROW', found) : undefined;
    return { words: this.array('BITS', wordsFor(end)), end, choices };
  }

  /** Steps onward from the states of a batch. */
  packOnward(closed: number, bits: number): PackedOnward {
    const told = this.functions.packOnward(closed, bits);
    return { words: this.array('BITS', wordsFor(bits + closed)), told: this.array('TOLD', told) };
  }

  /** How many slots all threads have. */
  get slots(): number {
    return slotsPerThread * (this.native.otherBases.length + 1);
  }

  /** Whether states are kept after they have been numbered, by whichever thread. */
  get keepsLater(): boolean {
    return keepsLater(this.keeping);
  }

  /** The slots of a thread. */
  slotsOf(thread: number): readonly number[] {
    return Array.from({ length: slotsPerThread }, (_, index) => thread * slotsPerThread + index);
  }

  /** For each of the states of a slot, whether a predicate surprises in it. */
  surprises(slot: number, count: number): Uint8Array {
    const first = slot * this.together;
    return this.bytes('SURPRISES', first + count).subarray(first);
  }

  /** What another thread needs to expand states. */
  threadData(thread: number, judged: number): ThreadData {
    const { native, control, together } = this;
    return { module: native.module, base: native.otherBases[thread - 1]!, memory: native.memory, control: [control.byteOffset, control.length], slots: this.slotsOf(thread), together, judged };
  }

  /** Makes room for so many states; where they are kept in the tree, `grow` makes it when it is missing. Throws `OutOfMemory` and `OutOfAddresses`. */
  reserve(states: number): void {
    if (this.memory.isOver) throw new OutOfMemory('lists have grown beyond the bound');
    if (this.keeping === 'plain' && states > this.room) this.addBytes((states - this.room) * 4 * this.words);
    if (this.isFull(states)) this.rehash(states);
  }

  /** Makes room for the state that was not kept for want of it. Throws `OutOfMemory` and `OutOfAddresses`. */
  grow(): void {
    this.addBytes(4 * this.functions.missingWords());
  }

  /** How far it has grown, so that another one can grow as far. */
  get extent(): Extent {
    return { from: this.from, pages: (this.taken - 4 * this.size.slots) / nativePage, slots: this.size.slots };
  }

  /** Grows to the extent that another one had of as many states, whenever it did. Throws `OutOfMemory`. */
  growTo({ pages, slots }: Extent): void {
    if (pages > this.extent.pages) this.addPages(pages - this.extent.pages);
    this.takeBytes(4 * (slots - this.size.slots));
    this.size = TableSize.of(this.keeping, slots);
  }

  /** Adds a new state, which is not to be found before `index`. Throws `OutOfMemory` and `OutOfAddresses`. */
  append(packed: Int32Array): void {
    this.all.set(packed, this.rowsAt);
    if (this.keeping === 'plain') this.reserveOne();
    while (this.functions.appendRow() === 0) this.grow();
    this.count++;
  }

  /** Whether `reserve` will give the table another size for so many states. */
  isFull(states: number): boolean {
    return states > this.size.room;
  }

  /** Whether the table is large enough for threads to claim states in it that have no number. */
  get isShared(): boolean {
    return this.claims > 0 && this.size.slots >= Math.max(leastShared, this.claims);
  }

  /** Makes all states to be found. */
  index(): void {
    const { control, size } = this;
    fillTable(this.functions, control, size.slots, this.count);
    Atomics.store(control, tableRoom, size.slots - size.slots / 16 - mostRows);
    Atomics.store(control, tableSlots, this.isShared ? size.slots : 0);
  }

  /** Counts its memory as free: nobody refers to it any more. */
  release(): void {
    this.memory.release(this.taken);
  }

  private fill(states: States, system: TransitionSystem): void {
    this.takeBytes(4 * this.size.slots);
    this.reserve(states.count);
    this.from = states.count;
    for (let state = 0; state < states.count; state++) {
      states.load(system, state);
      this.append(system.packed);
    }
    this.index();
  }

  private reserveOne(): void {
    if (this.count >= this.room) this.addBytes(4 * this.words);
  }

  private addBytes(bytes: number): void {
    const missing = Math.ceil(bytes / nativePage);
    const now = this.all.byteLength / nativePage;
    const inUse = this.all.length - this.growingAt;
    const wanted = Math.max(missing, leastGrowth[this.keeping], Math.floor((4 * inUse * growth[this.keeping]) / nativePage));
    const pages = Math.min(wanted, this.mostPages - now);
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
    const size = this.size.with(states);
    if (size.slots > this.mostSlots) throw new OutOfAddresses();
    this.takeBytes(4 * (size.slots - this.size.slots));
    this.size = size;
    this.index();
  }

  private takeBytes(bytes: number): void {
    this.memory.take(bytes);
    this.taken += bytes;
  }

  private look(): void {
    this.all = new Int32Array(this.native.memory.buffer);
    const words = this.all.length - this.growingAt;
    if (this.keeping === 'tree') this.functions.setHeap(words);
    else this.room = Math.floor(words / this.words);
  }

  private at(name: string): number {
    return this.native.addressOf(name) / 4;
  }
}
