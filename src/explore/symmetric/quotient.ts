import type { Symmetry, TransitionSystem } from '../../core/index.ts';

/**
 * The system in which only representatives of orbits are states: every step goes on to the representative of the state that it
 * leads to. Agents are called what they are called in the state that they step from.
 */
export function quotient(system: TransitionSystem, symmetry: Symmetry): TransitionSystem {
  const { native: _native, successors, ...rest } = system;
  const { words } = system;
  const row = new Int32Array(words);
  const before = new Int32Array(words);
  const settle = (): void => {
    row.set(system.packed);
    symmetry.canonical(row, 0, system.fingerprint());
    system.load(row, 0);
  };
  return {
    ...rest,
    reset: () => {
      system.reset();
      settle();
    },
    step: (agent, alternative) => {
      before.set(system.packed);
      const fault = system.step(agent, alternative);
      if (fault === undefined) settle();
      return fault;
    },
    undo: () => system.load(before, 0),
    ...(successors && {
      successors: (into: Int32Array, at: number) => {
        const end = successors(into, at);
        for (let next = at; next < end; next += words + 2) {
          // A row with a complemented choice is the state at a fault, which nobody goes on from.
          if (into[next + words + 1]! >= 0) into[next + words] = symmetry.canonical(into, next, into[next + words]!);
        }
        return end;
      },
    }),
  };
}
