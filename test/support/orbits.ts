import type { TransitionSystem, ZoneSymmetry } from '../../src/core/index.ts';

/** How many representatives the states of a system have, found by looking at all of its states. */
export function countOrbits(system: TransitionSystem, zones: readonly ZoneSymmetry[]): number {
  const symmetry = system.symmetry?.(new Map(zones.flatMap(({ zone, reason }) => (reason === undefined ? [] : [[zone, reason]]))));
  const row = new Int32Array(system.words);
  const representatives = new Set<string>();
  for (const state of reachable(system)) {
    system.load(state, 0);
    row.set(state);
    symmetry?.canonical(row, 0, system.fingerprint());
    representatives.add(row.join(' '));
  }
  return representatives.size;
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
