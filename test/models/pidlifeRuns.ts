/** Claims about the runs of bench/pidlife.ts: some hold, so that the whole graph has to be judged, and one does not. */
import { alwaysEventually, halted, leadsTo, nil } from '../../src/index.ts';
import { conf, k, procs } from '../../bench/pidlife.ts';

const ZOMBIE = 2;

export const lockComesBack = alwaysEventually('lock-comes-back', 'the lock is free again and again', () => k.owner === nil);

export const zombiesCome = leadsTo<void>(
  'exit-ends',
  'the thread of a process that has become a zombie ends',
  (_, i) => procs.at(i).state === ZOMBIE,
  (_, i) => halted(procs.at(i)),
  { each: () => conf.N },
);

export const zombiesGo = leadsTo<void>(
  'zombies-are-reaped',
  'a zombie is reaped: not if nobody chooses to',
  (_, i) => procs.at(i).state === ZOMBIE,
  (_, i) => procs.at(i).state !== ZOMBIE,
  { each: () => conf.N, strong: 'all' },
);
