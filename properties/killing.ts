/** Signals that kill: to a whole group, and from the head of a task to those that share its fate. */
import { always, sometimes } from '../src/index.ts';
import type { Property } from '../src/index.ts';
import type { ProcessTable } from './processTable.ts';

/**
 * While the killing is still under way a process is not doomed yet, or its fork has not finished it, or somebody has its lock.
 * A member of a task is left to the claim about tasks.
 */
export const noOneEscapesAGroupKill = always<ProcessTable>(
  'no-one-escapes-a-group-kill',
  'every process that a killed group had, and every later child of one, is exiting or has the signal',
  (table) => {
    for (let p = 1; p <= table.processSlots(); p++) {
      if (!table.isDoomed(p) || !table.isAlive(p) || table.willDie(p) || !table.threadsAreQuiet(p)) continue;
      if (table.taskLeader(p) === p || !table.willDie(table.taskLeader(p))) return false;
    }
    return true;
  },
);

/** While the killing is still under way somebody may not have been found yet. */
export const noOneEscapesATreeKill = always<ProcessTable>(
  'no-one-escapes-a-tree-kill',
  'when a kill of all below a reaper is over, everybody that was below it, and every later child of one, is exiting or has the signal',
  (table) => {
    for (let t = 1; t <= table.threadSlots(); t++) if (table.signalsATree(t)) return true;
    for (let p = 1; p <= table.processSlots(); p++) {
      if (table.isCondemned(p) && table.isAlive(p) && table.threadsAreQuiet(p) && !table.willDie(p)) return false;
    }
    return true;
  },
);

export const disownedProcessesDie = always<ProcessTable>(
  'disowned-processes-die',
  'a process that lived when the last file that stood for it was closed is exiting or has the signal',
  (table) => {
    for (let p = 1; p <= table.processSlots(); p++) {
      if (table.isDisowned(p) && table.threadsAreQuiet(p) && !table.isZombie(p) && !table.willDie(p)) return false;
    }
    return true;
  },
);

export const peersDieWithTheirLeader = always<ProcessTable>(
  'peers-die-with-their-leader',
  'while the exiting head of a task waits for the others, each of them that is complete is exiting or has the signal',
  (table) => {
    for (let p = 1; p <= table.processSlots(); p++) {
      const leader = table.taskLeader(p);
      if (leader === 0 || leader === p || !table.isAlive(p) || !table.waitsForTask(leader)) continue;
      if (table.threadsAreQuiet(p) && !table.willDie(p)) return false;
    }
    return true;
  },
);

/** For no-one-escapes-a-group-kill. */
export const groupKillMeetsAFork = sometimes<ProcessTable>(
  'group-kill-meets-a-fork',
  'a process that a group signal kills is in the middle of a fork',
  (table) => {
    for (let t = 1; t <= table.threadSlots(); t++) {
      const p = table.processOf(t);
      if (p !== 0 && table.isDoomed(p) && table.isAlive(p) && table.countsAhead(t)) return true;
    }
    return false;
  },
);

/** For no-one-escapes-a-tree-kill. */
export const treeKillMeetsAFork = sometimes<ProcessTable>(
  'tree-kill-meets-a-fork',
  'a process that a kill of all below a reaper is at is in the middle of a fork',
  (table) => {
    let kills = false;
    for (let t = 1; t <= table.threadSlots(); t++) if (table.signalsATree(t)) kills = true;
    for (let t = 1; t <= table.threadSlots(); t++) if (kills && table.countsAhead(t) && table.isForking(t)) return true;
    return false;
  },
);

/** For disowned-processes-die. */
export const processIsDisowned = sometimes<ProcessTable>(
  'process-is-disowned',
  'a process lives whose last file was closed',
  (table) => {
    for (let p = 1; p <= table.processSlots(); p++) if (table.isDisowned(p) && table.isAlive(p)) return true;
    return false;
  },
);

/** For peers-die-with-their-leader. */
export const leaderWaitsForItsPeers = sometimes<ProcessTable>(
  'leader-waits-for-its-peers',
  'the exiting head of a task waits for a member that is alive',
  (table) => {
    for (let p = 1; p <= table.processSlots(); p++) {
      const leader = table.taskLeader(p);
      if (leader !== 0 && leader !== p && table.isAlive(p) && table.waitsForTask(leader)) return true;
    }
    return false;
  },
);

export const killing: readonly Property[] = [
  noOneEscapesAGroupKill,
  noOneEscapesATreeKill,
  disownedProcessesDie,
  peersDieWithTheirLeader,
  groupKillMeetsAFork,
  treeKillMeetsAFork,
  processIsDisowned,
  leaderWaitsForItsPeers,
];
