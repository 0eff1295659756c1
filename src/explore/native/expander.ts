import { available, batchAt, busyAt, claimed, endAt, inserted, packedAt, tableSlots } from './control.ts';

/** Why `expandStates` comes back, as in batch.ts; and that it ran into a fault. */
export const came = { done: 0, noRoom: -2, tooMany: -3, faulted: -7 } as const;

/** Milliseconds to wait for another thread before looking anew. */
export const patience = 1;

/** The functions of batch.ts that expand, and those that pack what was expanded. */
export interface ExpandFunctions {
  openBatch(state: number, slot: number): number;
  expandStates(end: number): number;
  nextState(): number;
  phaseNow(): number;
  surprised(): number;
  skip(): number;
  sizeTable(slots: number): number;
  pack(slot: number, count: number, known: number): number;
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

  /** Claims the next batch and expands it. False if there is none, or no free slot. */
  work(): boolean {
    const { control, together } = this.means;
    const slot = this.freeSlot();
    if (slot === undefined) return false;
    const from = Atomics.load(control, claimed);
    const end = Math.min(Atomics.load(control, available), from + together);
    if (from >= end || Atomics.compareExchange(control, claimed, from, end) !== from) return false;
    const code = expandInto(this.means, slot, from, end);
    const reached = code === came.tooMany ? from : this.means.functions.nextState();
    if (reached > from) this.pack(slot, reached - from);
    // What had no room, and what must be refused, is left to the thread that inserts.
    if (reached > from && reached < end) Atomics.store(control, batchAt(reached), reached - end);
    Atomics.store(control, endAt(slot), reached);
    Atomics.store(control, busyAt(slot), 1);
    Atomics.store(control, batchAt(from), slot + 1);
    Atomics.notify(control, batchAt(from));
    return true;
  }

  /** Packs the rows of so many states. */
  private pack(slot: number, count: number): void {
    const { control, functions } = this.means;
    functions.sizeTable(Atomics.load(control, tableSlots));
    Atomics.store(control, packedAt(slot), functions.pack(slot, count, Atomics.load(control, inserted)));
  }

  /** Waits a little for a batch to claim, or for a slot. */
  rest(): void {
    const { control } = this.means;
    const slot = this.freeSlot();
    const at = slot === undefined ? busyAt(this.slots[this.next]!) : available;
    const now = Atomics.load(control, at);
    if (slot !== undefined && Atomics.load(control, claimed) < now) return;
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
