import { UsageError } from '../../core/index.ts';
import { mostAlternatives } from '../choices.ts';
import * as word from './control.ts';
import type { PackFamilies } from '../links.ts';
import { OutOfMemory } from '../memory.ts';
import type { PackOnward } from '../onwardSteps.ts';
import { keepNumbered, type Means } from './expander.ts';
import { type NativeStates, OutOfAddresses } from './nativeStates.ts';
import { type ExpandedBatch, isOwn, OwnBatches } from './ownBatches.ts';
import type { Threads } from './threads.ts';

/** Why `insertRows` and `judgeStates` come back, as in insert.ts and batch.ts; and that one ran into a fault. */
const came = { done: 0, faultRow: -5, atRest: -6, cramped: -8 } as const;

/** Who is told what the native search cannot decide. */
export interface Host {
  /** All states before `state` that had not been judged are as expected; judges `state` if it is given to be `surprising`. */
  judge(state: number, surprising: boolean): void;
  /** A state without steps. */
  rest(state: number): void;
  /** A step of a state that ends in a fault. */
  repeat(state: number, choice: number): void;
  /** New states, which have the next numbers: where each was found from, and by which choice. */
  discover(parents: Int32Array, choices: Int32Array, pack: PackFamilies): void;
  /** States all of whose steps were taken, and the states to which the search goes onward from them. */
  closeAll(first: number, onward: Int32Array, pack: PackOnward): void;
  /** Takes back that so many steps were counted. */
  uncount(steps: number): void;
  watches(property: number): boolean;
}

/**
 * Expands states natively, batch by batch. Threads expand batches ahead; what they find is inserted by one thread in the order
 * of the states, so that the search is the same for any number of threads.
 */
export class NativeExpansion {
  private readonly mostStates: number;
  private readonly means: Means;
  private readonly own: OwnBatches;
  /** All states before this one are kept. */
  private layerEnd = 0;

  constructor(
    readonly states: NativeStates,
    private readonly threads: Threads,
    private readonly host: Host,
    private readonly properties: number,
    mostStates: number,
    private judged: number,
    firstToExpand: number,
  ) {
    this.mostStates = Math.min(mostStates, 2 ** 31 - 1);
    this.means = { functions: states.functions, fault: states.native.fault, control: states.control, together: states.together };
    this.own = new OwnBatches(this.means);
    Atomics.store(states.control, word.dealt, firstToExpand);
    Atomics.store(states.control, word.inserted, states.count);
    states.functions.judgeFrom(judged);
    this.watch();
    threads.begin(states, judged);
  }

  /** Finds the steps of the states `first .. end - 1`, of which those before `layerEnd` may be expanded ahead. False if the most states are exceeded. */
  expand(first: number, end: number, layerEnd: number): boolean {
    const { control } = this.means;
    if (layerEnd > this.layerEnd) {
      this.settle();
      this.layerEnd = layerEnd;
    }
    const available = Math.min(layerEnd, first + word.mostAhead);
    if (Atomics.load(control, word.available) < available) {
      Atomics.store(control, word.available, available);
      Atomics.notify(control, word.available);
    }
    try {
      for (let at = first; at < end; ) {
        const next = this.takeBatch(at);
        if (next === undefined) return false;
        at = next;
      }
      return true;
    } catch (error) {
      this.settle();
      throw error;
    }
  }

  /** Steps counted since this was asked last. */
  takeTransitions(): number {
    return this.states.functions.takeTransitions();
  }

  /** Judges the states before `end` that were not expanded. */
  judgeAll(end: number): void {
    const { functions, native } = this.states;
    functions.judgeFrom(this.judged);
    for (;;) {
      try {
        if (functions.judgeStates(end) === came.done) break;
      } catch (error) {
        if (error !== native.fault) throw error;
      }
      this.surprise(functions.unseenState() - 1);
    }
    this.host.judge(end, false);
  }

  /** Ends the other threads. */
  close(): void {
    this.settle();
    this.threads.close();
  }

  /** Waits until all states with numbers are kept, and helps. */
  private settle(): void {
    const { control } = this.means;
    for (let slot = 0; slot < this.states.slots; slot++) {
      keepNumbered(this.means, slot);
      while (Atomics.load(control, word.slotAt(slot)) === word.slotIs.beingKept) {
        this.expectThreads();
        Atomics.wait(control, word.slotAt(slot), word.slotIs.beingKept, word.patience);
      }
    }
  }

  private expectThreads(): void {
    if (Atomics.load(this.means.control, word.stop) === word.failed) throw new Error('forkcheck bug: a thread of the search has failed');
  }

  /** Inserts the batch that begins with a state; returns the state behind it, or nothing if the most states are exceeded. */
  private takeBatch(state: number): number | undefined {
    const { control } = this.means;
    for (;;) {
      const ready = Atomics.load(control, word.batchAt(state));
      if (ready !== 0) Atomics.store(control, word.batchAt(state), 0);
      if (ready > 0) return this.insertSlot(state, ready - 1);
      if (ready < 0) return this.insertOwn(this.own.expand(state, state - ready));
      const batch = this.own.take(state);
      if (batch !== undefined) return this.insertOwn(batch);
      this.expectThreads();
      if (!this.own.expandAhead()) Atomics.wait(control, word.batchAt(state), 0, word.patience);
    }
  }

  /** Inserts a batch of this thread, which nobody has looked up. */
  private insertOwn({ first, end, slot, reached, tooMany }: ExpandedBatch): number | undefined {
    const { states } = this;
    const { control } = this.means;
    const { functions } = states;
    if (tooMany) throw new UsageError(`a location has more than ${mostAlternatives} alternatives`);
    if (reached === first) throw new UsageError('a state has more steps than a batch has room for');
    const wanted = states.count + functions.rowsIn(slot, reached - first);
    if (states.isFull(wanted) && Atomics.load(control, word.tableSlots) !== 0) this.forgetAhead(end);
    if (reached < end) Atomics.store(control, word.batchAt(reached), reached - end);
    states.reserve(wanted);
    functions.openRows(first, slot);
    return this.insert(first, reached, slot);
  }

  private insertSlot(state: number, slot: number): number | undefined {
    const { states } = this;
    const { control } = this.means;
    const { functions } = states;
    const end = Atomics.load(control, word.endAt(slot));
    const rows = functions.rowsIn(slot, end - state);
    if (states.isFull(states.count + rows)) {
      const left = Atomics.load(control, word.batchAt(end));
      this.forgetAhead(left < 0 ? end - left : end);
      if (left < 0) Atomics.store(control, word.batchAt(end), left);
      return this.insertOwn(this.own.expand(state, end));
    }
    states.reserve(states.count + rows);
    functions.openClaims(state, slot);
    const next = this.insert(state, end, slot);
    Atomics.sub(control, word.rowsAhead, rows);
    return next;
  }

  /** Lets go of all batches from a state on that were expanded ahead: in a table of another size, what they claim is elsewhere. */
  private forgetAhead(next: number): void {
    const { control } = this.means;
    Atomics.store(control, word.tableSlots, 0);
    word.waitForOthers(control);
    this.settle();
    control.fill(0, word.firstSlot);
    this.own.forget();
    Atomics.store(control, word.rowsAhead, 0);
    Atomics.store(control, word.dealt, next);
  }

  private insert(first: number, end: number, slot: number): number | undefined {
    const { states, host } = this;
    const { functions } = states;
    const count = end - first;
    this.judge(first, count, slot);
    try {
      for (;;) {
        const code = functions.insertRows(count, this.mostStates);
        const state = first + functions.indexNow();
        if (code === came.faultRow) host.repeat(state, ~functions.faultChoice());
        else if (code === came.atRest) host.rest(state);
        else if (code === came.cramped) states.grow();
        else return code === came.done ? end : undefined;
      }
    } catch (error) {
      // Somewhere else the search goes on with the state whose steps are not all taken.
      if (error instanceof OutOfAddresses || error instanceof OutOfMemory) host.uncount(functions.uncountState());
      throw error;
    } finally {
      if (!isOwn(slot)) this.leaveToKeep(slot);
      this.tell(first, functions.indexNow());
    }
  }

  /** The states of a slot's batch have numbers: the thread that claimed them is going to keep them, if they are not kept by now. */
  private leaveToKeep(slot: number): void {
    const { means, states } = this;
    const { control } = means;
    Atomics.store(control, word.claimsAt(slot), states.functions.claimsNumbered());
    Atomics.store(control, word.slotAt(slot), word.slotIs.numbered);
    if (states.keepsLater) Atomics.notify(control, word.slotAt(slot));
    else keepNumbered(means, slot);
  }

  /** Judges the states of a batch, all of which were looked at when they were expanded. */
  private judge(first: number, count: number, slot: number): void {
    const surprises = this.states.surprises(slot, count);
    for (let index = 0; index < count; index++) if (surprises[index] !== 0) this.surprise(first + index);
    this.judged = Math.max(this.judged, first + count);
    this.host.judge(this.judged, false);
  }

  /** Tells what a batch found. */
  private tell(first: number, closed: number): void {
    const { states, host } = this;
    const found = states.functions.foundInBatch();
    if (found > 0) host.discover(states.array('PARENTS', found), states.array('CHOICES', found), (bits) => states.packFamilies(found, bits));
    states.count += found;
    Atomics.store(states.control, word.inserted, states.count);
    host.closeAll(first, states.array('ONWARD', closed), (bits) => states.packOnward(closed, bits));
  }

  private surprise(state: number): void {
    this.host.judge(state, true);
    this.watch();
  }

  /** What is decided need not be asked any more. */
  private watch(): void {
    const watched = this.states.array('WATCHED', this.properties);
    for (let property = 0; property < this.properties; property++) watched[property] = this.host.watches(property) ? 1 : 0;
  }
}
