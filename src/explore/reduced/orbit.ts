import type { Symmetry, TransitionSystem } from '../../core/index.ts';

/** More renamings than these are not gone through for each state. */
export const mostRenamings = 120;

/** How many renamings a symmetry has. */
export function renamingsOf({ zones }: Symmetry): number {
  return zones.filter(({ reason }) => reason === undefined).reduce((product, { slots }) => product * factorial(slots), 1);
}

/** Goes through all states that renaming slots makes of the current one, each current in its turn; then that one is again. */
export function eachRenamed(system: Pick<TransitionSystem, 'packed' | 'fingerprint' | 'load'>, { generators }: Symmetry, visit: () => void): void {
  const first = system.packed.slice();
  const orbit = [{ row: first, fingerprint: system.fingerprint() }];
  const known = new Set([first.join()]);
  for (const { row, fingerprint } of orbit) {
    system.load(row, 0);
    visit();
    for (const generator of generators) {
      const next = row.slice();
      const one = { row: next, fingerprint: generator.apply(next, 0, fingerprint) };
      if (known.has(next.join())) continue;
      known.add(next.join());
      orbit.push(one);
    }
  }
  system.load(first, 0);
}

/** Whether some renaming leaves the initial state as it is: there are slots that are alike. */
export function startsAlike(system: TransitionSystem, symmetry: Symmetry): boolean {
  let states = 0;
  system.reset();
  eachRenamed(system, symmetry, () => states++);
  return states < renamingsOf(symmetry);
}

function factorial(number: number): number {
  return number < 2 ? 1 : number * factorial(number - 1);
}
