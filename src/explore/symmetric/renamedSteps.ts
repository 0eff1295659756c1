import type { Symmetry, TransitionSystem } from '../../core/index.ts';
import type { States } from '../visitedSet.ts';
import { takeFirst } from './steps.ts';

/** A step from a representative: who takes it, where it leads (-1 for a fault), and who everybody is there. */
export interface RenamedStep {
  readonly agent: number;
  readonly target: number;
  readonly renamed: Uint8Array;
}

/** All steps of a representative, in the order in which the system has them. */
export function renamedSteps(system: TransitionSystem, symmetry: Symmetry, seen: States, state: number): readonly RenamedStep[] {
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
