/** The maps of numbers that are taken, against what bears the numbers. */
import { always, sometimes } from '../src/index.ts';
import type { Property } from '../src/index.ts';
import type { ProcessTable } from './processTable.ts';

export const pidMapIsExact = always<ProcessTable>(
  'pid-map-is-exact',
  'while nobody changes the maps, a number is taken as a pid exactly if it has one owner, and none has two',
  (table) => {
    if (!table.idsAreQuiet()) return true;
    for (let id = 1; id < table.idLimit(); id++) {
      if (table.ownersOfPid(id) !== (table.pidTaken(id) ? 1 : 0)) return false;
    }
    return true;
  },
);

export const groupMapIsExact = always<ProcessTable>(
  'group-map-is-exact',
  'while nobody changes the tree, a number is taken for a group exactly if one group in the table bears it',
  (table) => {
    if (!table.treeIsQuiet()) return true;
    for (let id = 1; id < table.idLimit(); id++) {
      let bearers = 0;
      for (let g = 1; g <= table.groupSlots(); g++) if (table.groupInTable(g) && table.groupId(g) === id) bearers++;
      if (bearers !== (table.groupIdTaken(id) ? 1 : 0)) return false;
    }
    return true;
  },
);

export const sessionMapIsExact = always<ProcessTable>(
  'session-map-is-exact',
  'while nobody changes the tree, a number is taken for a session exactly if one session in use bears it',
  (table) => {
    if (!table.treeIsQuiet()) return true;
    for (let id = 1; id < table.idLimit(); id++) {
      let bearers = 0;
      for (let s = 1; s <= table.sessionSlots(); s++) if (table.sessionInUse(s) && table.sessionId(s) === id) bearers++;
      if (bearers !== (table.sessionIdTaken(id) ? 1 : 0)) return false;
    }
    return true;
  },
);

export const subtreeMapIsExact = always<ProcessTable>(
  'subtree-map-is-exact',
  'while nobody changes the tree, a number is taken for a subtree exactly if some process is in it',
  (table) => {
    if (!table.treeIsQuiet()) return true;
    for (let id = 1; id < table.idLimit(); id++) {
      let inIt = false;
      for (let p = 1; p <= table.processSlots(); p++) if (table.inTable(p) && table.subtree(p) === id) inIt = true;
      if (inIt !== table.subtreeIdTaken(id)) return false;
    }
    return true;
  },
);

export const newPidIsFree = always<ProcessTable>(
  'new-pid-is-free',
  'no process, group, session or subtree bears the pid of a process that is still being made',
  (table) => {
    for (let p = 1; p <= table.processSlots(); p++) {
      if (!table.isNew(p)) continue;
      const id = table.pid(p);
      for (let q = 1; q <= table.processSlots(); q++) {
        if (q !== p && table.inTable(q) && (table.pid(q) === id || table.subtree(q) === id)) return false;
      }
      for (let g = 1; g <= table.groupSlots(); g++) if (table.groupInTable(g) && table.groupId(g) === id) return false;
      for (let s = 1; s <= table.sessionSlots(); s++) if (table.sessionInUse(s) && table.sessionId(s) === id) return false;
    }
    return true;
  },
);

/** For pid-map-is-exact and new-pid-is-free: pids are given back, and kept from others, while something else bears them. */
export const groupOutlivesItsLeader = sometimes<ProcessTable>(
  'group-outlives-its-leader',
  'a group is in the table when the process with its number has been reaped',
  (table) => {
    for (let g = 1; g <= table.groupSlots(); g++) {
      if (table.groupInTable(g) && table.ownersOfPid(table.groupId(g)) === 0) return true;
    }
    return false;
  },
);

/** For group-map-is-exact. */
export const groupIsMade = sometimes<ProcessTable>(
  'group-is-made',
  'a number is taken for a group that is not in the table yet, or no more',
  (table) => {
    for (let id = 1; id < table.idLimit(); id++) {
      if (!table.groupIdTaken(id)) continue;
      let found = false;
      for (let g = 1; g <= table.groupSlots(); g++) if (table.groupInTable(g) && table.groupId(g) === id) found = true;
      if (!found) return true;
    }
    return false;
  },
);

/** For session-map-is-exact. */
export const sessionsAreTwo = sometimes<ProcessTable>(
  'sessions-are-two',
  'two sessions are in use',
  (table) => {
    let n = 0;
    for (let s = 1; s <= table.sessionSlots(); s++) if (table.sessionInUse(s)) n++;
    return n > 1;
  },
);

/** For subtree-map-is-exact. */
export const subtreeIsNumbered = sometimes<ProcessTable>(
  'subtree-is-numbered',
  'a number is taken for a subtree',
  (table) => {
    for (let id = 1; id < table.idLimit(); id++) if (table.subtreeIdTaken(id)) return true;
    return false;
  },
);

export const ids: readonly Property[] = [
  pidMapIsExact,
  groupMapIsExact,
  sessionMapIsExact,
  subtreeMapIsExact,
  newPidIsFree,
  groupOutlivesItsLeader,
  groupIsMade,
  sessionsAreTwo,
  subtreeIsNumbered,
];
