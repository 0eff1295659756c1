import { atWork, available, batchAt, busyAt, claimed, endAt, inserted, rowsAhead, tableRoom, tableSlots } from './control.ts';

/** Why `expandStates` comes back, as in batch.ts; and that it ran into a fault. */
export const came = { done: 0, noRoom: -2, tooMany: -3, faulted: -7 } as const;

/** Milliseconds to wait for another thread before looking anew. */
export const patience = 1;

/** The functions of batch.ts that expand, and that of claim.ts. */
export interface ExpandFunctions {
  openBatch(state: number, slot: number): number;
  expandStates(end: number): number;
  nextState(): number;
  phaseNow(): number;
  surprised(): number;
  skip(): number;
  sizeTable(slots: number): number;
  rowsIn(slot: number, count: number): number;
  claim(slot: number, count: number): number;
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

/** One thread's part in expanding states ahead of those that are inserted: it claims batches in order. */
export class Expander {
  private next = 0;

  constructor(
    private readonly means: Means,
    /** Its slots. */
    private readonly slots: readonly number[],
  ) {}

  /** Claims the next batch, expands it and looks up its rows. False if there is none, or no free slot. */
  work(): boolean {
    const { control } = this.means;
    Atomics.add(control, atWork, 1);
    try {
      const slot = this.freeSlot();
      return slot !== undefined && this.workIn(slot);
    } finally {
      if (Atomics.sub(control, atWork, 1) === 1) Atomics.notify(control, atWork);
    }
  }

  private workIn(slot: number): boolean {
    const { control, together } = this.means;
    const slots = Atomics.load(control, tableSlots);
    const from = Atomics.load(control, claimed);
    const end = Math.min(Atomics.load(control, available), from + together);
    if (slots === 0 || from >= end || Atomics.compareExchange(control, claimed, from, end) !== from) return false;
    const code = expandInto(this.means, slot, from, end);
    const expanded = code === came.tooMany ? from : this.means.functions.nextState();
    const reached = this.lookUp(slot, slots, expanded - from) ? expanded : from;
    // What had no room, and what must be refused, is left to the thread that inserts.
    if (reached < end) Atomics.store(control, batchAt(reached), reached - end);
    if (reached > from) {
      Atomics.store(control, endAt(slot), reached);
      Atomics.store(control, busyAt(slot), 1);
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

  /** Waits a little for a batch to claim, or for a slot. */
  rest(): void {
    const { control } = this.means;
    const slot = this.freeSlot();
    const at = slot === undefined ? busyAt(this.slots[this.next]!) : available;
    const now = Atomics.load(control, at);
    if (slot !== undefined && Atomics.load(control, claimed) < now && Atomics.load(control, tableSlots) !== 0) return;
    Atomics.wait(control, at, now, patience);
  }

  /** One of its slots that is free; they are used in turn. */
  private freeSlot(): number | undefined {
    for (let tries = 0; tries < this.slots.length; tries++) {
      const slot = this.slots[this.next]!;
      if (Atomics.load(this.means.control, busyAt(slot)) === 0) return slot;
      this.next = (this.next + 1) % this.slots.length;
    }
    return undefined;
  }
}
