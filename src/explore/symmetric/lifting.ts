import type { Choice, Fault, Schedule, Symmetry, TransitionSystem } from '../../core/index.ts';
import { quotient } from './quotient.ts';
import { takeFirst } from './steps.ts';

/** Turns runs through representatives of orbits into runs of the system itself. */
export class Lifting {
  private readonly quotient: TransitionSystem;
  private readonly row: Int32Array;

  constructor(
    private readonly system: TransitionSystem,
    private readonly symmetry: Symmetry,
  ) {
    this.quotient = quotient(system, symmetry);
    this.row = new Int32Array(system.words);
  }

  /** A run of the system whose states have the representatives that the schedule goes through. */
  run(schedule: Schedule): Schedule {
    return this.aside(() => this.runFrom(schedule));
  }

  /** The same, and then the choice that runs into the fault. */
  runInto(schedule: Schedule, fault: Fault): Choice {
    return this.aside(() => {
      this.runFrom(schedule);
      const choice = takeFirst(this.system, (_, found) => found !== undefined && found.kind === fault.kind && found.at === fault.at && found.message === fault.message);
      return choice ?? lost();
    });
  }

  private runFrom(schedule: Schedule): Schedule {
    const path = this.representatives(schedule);
    this.system.reset();
    return path.map((state) => takeFirst(this.system, (_, fault) => fault === undefined && this.isNow(state)) ?? lost());
  }

  private representatives(schedule: Schedule): readonly Int32Array[] {
    this.quotient.reset();
    return schedule.map(({ agent, alternative }) => {
      this.quotient.step(agent, alternative);
      return this.quotient.packed.slice();
    });
  }

  /** Whether the current state has this representative. */
  private isNow(state: Int32Array): boolean {
    this.row.set(this.system.packed);
    this.symmetry.canonical(this.row, 0, this.system.fingerprint());
    return this.row.every((word, at) => word === state[at]);
  }

  /** Does something that changes the current state, and comes back to it. */
  private aside<T>(act: () => T): T {
    const now = this.system.packed.slice();
    const result = act();
    this.system.load(now, 0);
    return result;
  }
}

function lost(): never {
  throw new Error('forkcheck bug: a step of a representative is no step of a state that it stands for');
}
