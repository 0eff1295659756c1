import { FaultError, type Symmetry, type TransitionSystem } from '../../src/core/index.ts';

/** How many representatives states have. */
export function countOrbits(system: TransitionSystem, symmetry: Symmetry, states: readonly Int32Array[]): number {
  return new Set(states.map((state) => representative(system, state, symmetry))).size;
}

/** What can be seen of a state's future, up to the names of slots: what the properties say, and where its steps lead. */
export function outlook(system: TransitionSystem, symmetry: Symmetry, state: Int32Array): readonly string[] {
  system.load(state, 0);
  const said = system.predicates.map((predicate) => tell(() => String(predicate.holds())));
  const steps: string[] = [];
  for (let agent = 0; agent < system.agents; agent++) {
    system.load(state, 0);
    for (let alternative = 0, count = system.alternatives(agent); alternative < count; alternative++) {
      system.load(state, 0);
      if (!system.enabled(agent, alternative)) continue;
      const fault = system.step(agent, alternative);
      steps.push(fault ? `${fault.kind} ${fault.at} ${fault.message}` : representative(system, system.packed.slice(), symmetry));
    }
  }
  return [...said, ...steps.toSorted()];
}

function tell(act: () => string): string {
  try {
    return act();
  } catch (error) {
    if (error instanceof FaultError) return 'fault';
    throw error;
  }
}

/** The representative of a state, in words; the fingerprint must be that of the words. */
export function representative(system: TransitionSystem, state: Int32Array, symmetry = symmetryOf(system)): string {
  const row = state.slice();
  system.load(row, 0);
  const fingerprint = symmetry.canonical(row, 0, system.fingerprint());
  system.load(row, 0);
  if (system.fingerprint() !== fingerprint) throw new Error('the fingerprint is not that of the representative');
  return row.join(' ');
}

/** All states that renaming slots makes of a state, found by exchanging two slots again and again. */
export function orbitOf(system: TransitionSystem, state: Int32Array): readonly Int32Array[] {
  const found = new Map([[state.join(' '), state]]);
  for (const one of found.values()) {
    for (const { apply } of symmetryOf(system).generators) {
      const renamed = one.slice();
      apply(renamed, 0, 0);
      const key = renamed.join(' ');
      if (!found.has(key)) found.set(key, renamed);
    }
  }
  return [...found.values()];
}

const known = new WeakMap<TransitionSystem, Symmetry>();

function symmetryOf(system: TransitionSystem): Symmetry {
  const before = known.get(system);
  if (before) return before;
  const found = system.symmetry?.();
  if (found === undefined) throw new Error('the system has no symmetry');
  known.set(system, found);
  return found;
}

/** All states, by plain search. */
export function reachable(system: TransitionSystem): readonly Int32Array[] {
  const seen = new Map<string, Int32Array>();
  const note = (): void => {
    const state = system.packed.slice();
    const key = state.join(' ');
    if (!seen.has(key)) seen.set(key, state);
  };
  system.reset();
  note();
  for (const state of seen.values()) {
    system.load(state, 0);
    for (let agent = 0; agent < system.agents; agent++) {
      for (let alternative = 0, count = system.alternatives(agent); alternative < count; alternative++) {
        if (!system.enabled(agent, alternative)) continue;
        if (system.step(agent, alternative) === undefined) note();
        system.undo();
      }
    }
  }
  return [...seen.values()];
}
