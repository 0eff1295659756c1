import { available, filling, inserted, toEnter, waitForOthers } from './control.ts';

/** States that a thread takes on to enter at once. */
const atOnce = 2 ** 13;

/** The functions of table.ts that enter states. */
export interface EnterFunctions {
  sizeTable(slots: number): number;
  enterStates(slot: number, from: number, end: number): number;
}

/** Fills a table of so many slots with all states, all of which are kept, together with the threads that are there; nobody may look into it meanwhile. */
export function fillTable(functions: EnterFunctions & { clearTable(slots: number): number }, control: Int32Array, slots: number, states: number): void {
  functions.clearTable(slots);
  Atomics.store(control, inserted, states);
  Atomics.store(control, toEnter, 0);
  Atomics.store(control, filling, slots);
  Atomics.notify(control, available);
  enterSome(functions, control, 0, slots);
  Atomics.store(control, filling, 0);
  waitForOthers(control);
}

/** Enters states into a table of so many slots, for the thread of a slot of its own, until all have been taken on. */
export function enterSome(functions: EnterFunctions, control: Int32Array, slot: number, slots: number): void {
  functions.sizeTable(slots);
  const states = Atomics.load(control, inserted);
  for (;;) {
    const from = Atomics.add(control, toEnter, atOnce);
    if (from >= states) return;
    functions.enterStates(slot, from, Math.min(from + atOnce, states));
  }
}
