import { atWork, available, batchAt, claimsAt, dealt, endAt, filling, inserted, patience, rowsAhead, slotAt, slotIs, tableRoom, tableSlots } from './control.ts';
import { type EnterFunctions, enterSome } from './fillTable.ts';

/** Why `expandStates` comes back, as in batch.ts; and that it ran into a fault. */
export const came = { done: 0, noRoom: -2, tooMany: -3, faulted: -7 } as const;

/** The functions of batch.ts that expand, and those of other files that other threads need. */
export interface ExpandFunctions extends EnterFunctions {
  openBatch(state: number, slot: number): number;
  expandStates(end: number): number;
  nextState(): number;
  phaseNow(): number;
  surprised(): number;
  skip(): number;
  rowsIn(slot: number, count: number): number;
  claim(slot: number, count: number): number;
  keepClaims(slot: number, count: number): number;
}

/** What a thread needs to expand. */
export interface Means {
  readonly functions: ExpandFunctions;
  /** What a function throws that runs into a fault of the model. */
  readonly fault: object;
  readonly control: Int32Array;
  /** States a batch. */
  readonly together: number;
}

/** Collects the rows of the states `from .. end - 1` in a slot; says why it ended, and `nextState` how far it came. */
export function expandInto({ functions, fault }: Means, slot: number, from: number, end: number): number {
  functions.openBatch(from, slot);
  for (;;) {
    try {
      return functions.expandStates(end);
    } catch (error) {
      if (error !== fault) throw error;
    }
    if (functions.phaseNow() > 0) functions.skip();
    else functions.surprised();
  }
}

/** Keeps the states of a slot whose batch has been numbered, and frees it, unless another thread does. */
export function keepNumbered({ functions, control }: Means, slot: number): void {
  if (Atomics.compareExchange(control, slotAt(slot), slotIs.numbered, slotIs.beingKept) !== slotIs.numbered) return;
  functions.keepClaims(slot, Atomics.load(control, claimsAt(slot)));
  Atomics.store(control, slotAt(slot), slotIs.free);
  Atomics.notify(control, slotAt(slot));
}

/** One thread's part in expanding states ahead of those that are inserted: it is dealt batches in order. */
export class Expander {
  private next = 0;

  constructor(
    private readonly means: Means,
    /** Its slots. */
    private readonly slots: readonly number[],
  ) {}

  /** Helps to fill the table, keeps what has been numbered, takes the next batch, expands it and looks up its rows. False if there is none, or no free slot. */
  work(): boolean {
    const { control } = this.means;
    Atomics.add(control, atWork, 1);
    try {
      const slots = Atomics.load(control, filling);
      if (slots !== 0) enterSome(this.means.functions, control, this.slots[0]!, slots);
      for (const slot of this.slots) keepNumbered(this.means, slot);
      const slot = this.freeSlot();
      return slot !== undefined && this.workIn(slot);
    } finally {
      if (Atomics.sub(control, atWork, 1) === 1) Atomics.notify(control, atWork);
    }
  }

  private workIn(slot: number): boolean {
    const { control, together } = this.means;
    const slots = Atomics.load(control, tableSlots);
    const from = Atomics.load(control, dealt);
    const end = Math.min(Atomics.load(control, available), from + together);
    if (slots === 0 || from >= end || Atomics.compareExchange(control, dealt, from, end) !== from) return false;
    const code = expandInto(this.means, slot, from, end);
    const expanded = code === came.tooMany ? from : this.means.functions.nextState();
    const reached = this.lookUp(slot, slots, expanded - from) ? expanded : from;
    // What had no room, and what must be refused, is left to the thread that inserts.
    if (reached < end) Atomics.store(control, batchAt(reached), reached - end);
    if (reached > from) {
      Atomics.store(control, endAt(slot), reached);
      Atomics.store(control, slotAt(slot), slotIs.lookedUp);
      Atomics.store(control, batchAt(from), slot + 1);
    }
    Atomics.notify(control, batchAt(from));
    return true;
  }

  /** Looks up the rows of so many states, if the table has room for what may be new. */
  private lookUp(slot: number, slots: number, count: number): boolean {
    const { control, functions } = this.means;
    if (count === 0) return false;
    const rows = functions.rowsIn(slot, count);
    const entries = Atomics.add(control, rowsAhead, rows) + rows + Atomics.load(control, inserted);
    if (entries > Atomics.load(control, tableRoom)) {
      Atomics.sub(control, rowsAhead, rows);
      return false;
    }
    functions.sizeTable(slots);
    functions.claim(slot, count);
    return true;
  }

  /** Waits a little for a batch, or for a slot. */
  rest(): void {
    const { control } = this.means;
    if (this.freeSlot() === undefined) {
      Atomics.wait(control, slotAt(this.slots[this.next]!), slotIs.lookedUp, patience);
      return;
    }
    const now = Atomics.load(control, available);
    if (Atomics.load(control, dealt) >= now || Atomics.load(control, tableSlots) === 0) Atomics.wait(control, available, now, patience);
  }

  /** One of its slots that is free; they are used in turn. */
  private freeSlot(): number | undefined {
    for (let tries = 0; tries < this.slots.length; tries++) {
      const slot = this.slots[this.next]!;
      if (Atomics.load(this.means.control, slotAt(slot)) === slotIs.free) return slot;
      this.next = (this.next + 1) % this.slots.length;
    }
    return undefined;
  }
}
