import type { TransitionSystem } from '../core/index.ts';

/** Names of the claims about every state that are not so in the current one. */
export function brokenNow({ predicates }: TransitionSystem): readonly string[] {
  return predicates.filter(({ kind, holds }) => kind === 'always' && !saysSo(holds)).map(({ name }) => name);
}

/** A predicate that runs into a fault does not hold. */
export function saysSo(holds: () => boolean): boolean {
  try {
    return holds();
  } catch {
    return false;
  }
}
