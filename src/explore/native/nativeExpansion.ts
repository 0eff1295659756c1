import { UsageError } from '../../core/index.ts';
import { mostAlternatives } from '../choices.ts';
import { mostTogether, type NativeStates } from './nativeStates.ts';

/** As in batch.ts. */
const came = { done: 0, surprise: -1, noRoom: -2, tooMany: -3, full: -4, faultRow: -5, atRest: -6, faulted: -7 } as const;

/** Who is told what the native search cannot decide. */
export interface Host {
  /** All states before `state` that had not been judged are as expected; judges `state` if it is given to be `surprising`. */
  judge(state: number, surprising: boolean): void;
  /** A state without steps. */
  rest(state: number): void;
  /** A step of a state that ends in a fault. */
  repeat(state: number, choice: number): void;
  /** New states, which have the next numbers: where each was found from, and by which choice. */
  discover(parents: Int32Array, choices: Int32Array): void;
  /** States all of whose steps were taken, and the states to which the search goes onward from them. */
  closeAll(first: number, onward: Int32Array): void;
  watches(property: number): boolean;
}

/** Expands states natively, batch by batch. */
export class NativeExpansion {
  private readonly mostStates: number;

  constructor(
    readonly states: NativeStates,
    private readonly host: Host,
    private readonly properties: number,
    mostStates: number,
    judged: number,
  ) {
    this.mostStates = Math.min(mostStates, 2 ** 31 - 1);
    states.functions.judgeFrom(judged);
    this.watch();
  }

  /** Finds the steps of the states `first .. end - 1`. False if the most states are exceeded. */
  expand(first: number, end: number): boolean {
    for (let at = first; at < end; ) {
      const next = this.collect(at, Math.min(end, at + mostTogether));
      if (!this.insert(at, next)) return false;
      at = next;
    }
    return true;
  }

  /** Steps counted since this was asked last. */
  takeTransitions(): number {
    return this.states.functions.takeTransitions();
  }

  /** Judges the states before `end` that were not expanded. */
  judgeAll(end: number): void {
    const { functions } = this.states;
    while (this.attempt(() => functions.judgeStates(end)) !== came.done) this.surprise(functions.unseenState() - 1);
    this.host.judge(end, false);
  }

  /** Fills rows with the steps of states; returns the first state whose steps found no room. */
  private collect(first: number, end: number): number {
    const { functions } = this.states;
    const expand = (): number => functions.expandStates(end);
    functions.openBatch(first);
    for (;;) {
      const code = this.attempt(expand);
      const next = functions.nextState();
      if (code === came.tooMany) throw new UsageError(`a location has more than ${mostAlternatives} alternatives`);
      if (code === came.noRoom && next === first) throw new UsageError('a state has more steps than a batch has room for');
      if (code === came.done || code === came.noRoom) {
        this.host.judge(functions.unseenState(), false);
        return next;
      }
      if (code === came.faulted && functions.phaseNow() > 0) functions.skip();
      else {
        this.surprise(next);
        functions.judged();
      }
    }
  }

  private insert(first: number, end: number): boolean {
    const { states, host } = this;
    const { functions } = states;
    const count = end - first;
    const rowsEnd = states.array('ENDS', count)[count - 1]!;
    states.reserve(states.count + rowsEnd / states.stride);
    functions.lookAhead(rowsEnd);
    functions.openRows();
    let code: number = functions.insertRows(count, this.mostStates);
    for (; code === came.faultRow || code === came.atRest; code = functions.insertRows(count, this.mostStates)) {
      const state = first + functions.indexNow();
      if (code === came.faultRow) host.repeat(state, ~functions.faultChoice());
      else host.rest(state);
    }
    this.tell(first, functions.indexNow());
    return code === came.done;
  }

  /** Tells what a batch found. */
  private tell(first: number, closed: number): void {
    const { states, host } = this;
    const found = states.functions.foundInBatch();
    if (found > 0) host.discover(states.array('PARENTS', found), states.array('CHOICES', found));
    states.count += found;
    host.closeAll(first, states.array('ONWARD', closed));
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

  private attempt(act: () => number): number {
    try {
      return act();
    } catch (error) {
      if (error === this.states.native.fault) return came.faulted;
      throw error;
    }
  }
}
