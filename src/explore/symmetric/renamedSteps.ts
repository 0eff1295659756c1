import type { Symmetry, TransitionSystem } from '../../core/index.ts';
import { type SomeNext, someNext } from '../suspects.ts';
import type { States } from '../visitedSet.ts';
import { quotient } from './quotient.ts';
import { takeFirst } from './steps.ts';

/** A step from a representative: who takes it, where it leads (-1 for a fault), and who everybody is there. */
export interface RenamedStep {
  readonly agent: number;
  readonly target: number;
  readonly renamed: Uint8Array;
}

/** The steps between representatives. */
export interface RenamedSteps {
  of(state: number): readonly RenamedStep[];
  /** If there is a faster way to look at where they lead. */
  readonly next: SomeNext | undefined;
}

/** The steps between representatives, taken once more to be told. */
export function renamedStepsOf(system: TransitionSystem, symmetry: Symmetry, seen: States): RenamedSteps {
  return { of: (state) => renamedSteps(system, symmetry, seen, state), next: someNext(quotient(system, symmetry), seen) };
}

/** All steps of a representative, in the order in which the system has them. */
function renamedSteps(system: TransitionSystem, symmetry: Symmetry, seen: States, state: number): readonly RenamedStep[] {
  const steps: RenamedStep[] = [];
  const row = new Int32Array(system.words);
  seen.load(system, state);
  takeFirst(system, ({ agent }, fault) => {
    row.set(system.packed);
    const target = fault === undefined ? seen.find(row, symmetry.canonical(row, 0, system.fingerprint())) : -1;
    steps.push({ agent, target, renamed: symmetry.renamed.slice() });
    return false;
  });
  return steps;
}
