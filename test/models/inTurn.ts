import { type Property, alwaysEventually } from 'forkcheck';

/**
 * That the first process is in its critical section again and again: in all runs, in those that are weakly fair, and in those that are
 * strongly fair. The predicate says whether it is there.
 */
export function inTurn(lock: string, isIn: () => boolean): readonly Property[] {
  const claim = 'the first process is in its critical section again and again';
  return [
    alwaysEventually(`${lock}-unfairly`, claim, isIn, { weak: [] }),
    alwaysEventually(`${lock}-weakly`, claim, isIn),
    alwaysEventually(`${lock}-strongly`, claim, isIn, { strong: 'all' }),
  ];
}
