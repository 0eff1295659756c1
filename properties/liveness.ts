/**
 * What has to happen in the end, in every run in which each thread that can go on does (see docs/language.md on fairness). A
 * kernel lists these in the scenarios that can show them. Where another claim is not to be repeated here, a claim ends early:
 * a stopped process need not go on, and whoever lent memory may have to wait for it.
 */
import { leadsTo, sometimes } from '../src/index.ts';
import type { Property } from '../src/index.ts';
import type { ProcessTable } from './processTable.ts';

export const lenderReturns = leadsTo<ProcessTable>(
  'lender-returns',
  'a thread whose vfork child has executed or exited stops waiting for it, unless its process is stopped',
  (table, t) => {
    if (!table.waitsForVfork(t)) return false;
    for (let p = 1; p <= table.processSlots(); p++) if (table.lender(p) === t) return false;
    return true;
  },
  (table, t) => !table.waitsForVfork(t) || table.isStopped(table.processOf(t)),
  { each: (table) => table.threadSlots() },
);

/**
 * Locks are not handed over: whoever comes first takes them. A vfork parent that wakes every second to look at its child's flag
 * could so keep the dying child from its own lock for ever, which strong fairness rules out.
 */
export const killedProcessDies = leadsTo<ProcessTable>(
  'killed-process-dies',
  'a process that exits, or has been sent a SIGKILL, becomes a zombie, unless a child keeps memory that it lent',
  (table, p) => table.isAlive(p) && table.willDie(p),
  (table, p) => {
    if (!table.isAlive(p)) return true;
    for (let q = 1; q <= table.processSlots(); q++) {
      const lender = table.lender(q);
      if (lender !== 0 && table.processOf(lender) === p) return true;
    }
    return false;
  },
  { each: (table) => table.processSlots(), strong: 'all' },
);

export const groupKillReturns = leadsTo<ProcessTable>(
  'group-kill-returns',
  'a system call that signals a group comes to an end',
  (table, t) => table.signalsAGroup(t),
  (table, t) => !table.signalsAGroup(t),
  { each: (table) => table.threadSlots() },
);

export const singlingEnds = leadsTo<ProcessTable>(
  'singling-ends',
  'a thread that wants its process for itself gets it, or is refused, unless the process is stopped',
  (table, t) => table.wantsToBeAlone(t),
  (table, t) => !table.wantsToBeAlone(t) || table.isStopped(table.processOf(t)),
  { each: (table) => table.threadSlots() },
);

export const totalStopReturns = leadsTo<ProcessTable>(
  'total-stop-returns',
  'a system call that stops all processes comes to an end',
  (table, t) => table.stopsAll(t),
  (table, t) => !table.stopsAll(t),
  { each: (table) => table.threadSlots(), strong: 'all' },
);

export const awaitedZombieIsReaped = leadsTo<ProcessTable>(
  'awaited-zombie-is-reaped',
  'a zombie that its parent sleeps for is reaped, or the parent waits no longer',
  (table, p) => table.isZombie(p) && table.parent(p) !== 0 && table.sleepsFor(table.parent(p), p),
  (table, p) => !table.isZombie(p) || table.parent(p) === 0 || !table.isWaiting(table.parent(p)),
  { each: (table) => table.processSlots() },
);

export const forkReturns = leadsTo<ProcessTable>(
  'fork-returns',
  'a fork ends, however often it is begun again, unless its process dies or is stopped, or has lent its memory in it',
  (table, t) => table.isForking(t),
  (table, t) =>
    !table.isForking(t) || table.waitsForVfork(t) || table.willDie(table.processOf(t)) || table.isStopped(table.processOf(t)),
  { each: (table) => table.threadSlots() },
);

/** For lender-returns. */
export const lenderIsLetGo = sometimes<ProcessTable>(
  'lender-is-let-go',
  'a thread waits for a vfork child, and no process has memory that it lent',
  (table) => {
    for (let t = 1; t <= table.threadSlots(); t++) {
      if (!table.waitsForVfork(t)) continue;
      let lends = false;
      for (let p = 1; p <= table.processSlots(); p++) if (table.lender(p) === t) lends = true;
      if (!lends) return true;
    }
    return false;
  },
);

/** For killed-process-dies. */
export const processIsDying = sometimes<ProcessTable>(
  'process-is-dying',
  'a process exits, or has been sent a SIGKILL, and is no zombie yet',
  (table) => {
    for (let p = 1; p <= table.processSlots(); p++) if (table.isAlive(p) && table.willDie(p)) return true;
    return false;
  },
);

/** For group-kill-returns. */
export const groupIsSignalled = sometimes<ProcessTable>('group-is-signalled', 'a thread signals a group', (table) => {
  for (let t = 1; t <= table.threadSlots(); t++) if (table.signalsAGroup(t)) return true;
  return false;
});

/** For awaited-zombie-is-reaped. */
export const zombieIsAwaited = sometimes<ProcessTable>(
  'zombie-is-awaited',
  'a parent that sleeps for its child has not seen yet that the child is a zombie',
  (table) => {
    for (let p = 1; p <= table.processSlots(); p++) {
      if (table.isZombie(p) && table.parent(p) !== 0 && table.sleepsFor(table.parent(p), p)) return true;
    }
    return false;
  },
);

export const liveness: readonly Property[] = [
  lenderReturns,
  killedProcessDies,
  groupKillReturns,
  singlingEnds,
  totalStopReturns,
  awaitedZombieIsReaped,
  forkReturns,
  lenderIsLetGo,
  processIsDying,
  groupIsSignalled,
  zombieIsAwaited,
];
