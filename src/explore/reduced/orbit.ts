import type { Symmetry, TransitionSystem } from '../../core/index.ts';

/** How many renamings a symmetry has. */
export function renamingsOf({ zones }: Symmetry): number {
  return zones.filter(({ reason }) => reason === undefined).reduce((product, { slots }) => product * factorial(slots), 1);
}

/** How many states renaming slots makes of the initial one; if they are more than `most`, one more than that. */
export function initialOrbit(system: TransitionSystem, { generators }: Symmetry, most: number): number {
  system.reset();
  const orbit = [{ row: system.packed.slice(), fingerprint: system.fingerprint() }];
  const known = new Set([system.packed.join()]);
  for (const { row, fingerprint } of orbit) {
    for (const generator of generators) {
      const next = row.slice();
      const one = { row: next, fingerprint: generator.apply(next, 0, fingerprint) };
      if (known.has(next.join())) continue;
      if (orbit.length > most) return orbit.length;
      known.add(next.join());
      orbit.push(one);
    }
  }
  return orbit.length;
}

function factorial(number: number): number {
  return number < 2 ? 1 : number * factorial(number - 1);
}
