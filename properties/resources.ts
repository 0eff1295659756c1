/** What fork takes and gives back on every path: when nothing is under way, all that exists belongs to somebody. */
import { always, sometimes } from '../src/index.ts';
import type { Property } from '../src/index.ts';
import type { ProcessTable } from './processTable.ts';

export const memoriesHaveOwners = always<ProcessTable>(
  'memories-have-owners',
  'while no fork and no reap is under way, there is one memory for each process that has one',
  (table) => table.memories() === table.memoriesInUse() || table.resourcesMove(),
);

export const eventListsHaveOwners = always<ProcessTable>(
  'event-lists-have-owners',
  'while no fork and no reap is under way, there is one list of events for each process that has one',
  (table) => table.eventLists() === table.eventListsInUse() || table.resourcesMove(),
);

export const descriptorsHaveOwners = always<ProcessTable>(
  'descriptors-have-owners',
  'while no fork and no reap is under way and no thread uses a descriptor, each is ready and open in some process',
  (table) => table.descriptors() === table.descriptorsInUse() || table.resourcesMove() || table.descriptorsMove(),
);

export const groupsHaveOwners = always<ProcessTable>(
  'groups-have-owners',
  'while no system call makes a group or a session, all that exist are in use',
  (table) => {
    if (table.groupsAreMade() || !table.treeIsQuiet()) return true;
    for (let g = 1; g <= table.groupSlots(); g++) if (table.groupExists(g) && !table.groupInTable(g)) return false;
    for (let s = 1; s <= table.sessionSlots(); s++) if (table.sessionExists(s) && !table.sessionInUse(s)) return false;
    return true;
  },
);

export const threadsHaveAProcess = always<ProcessTable>(
  'threads-have-a-process',
  'the process of a thread that has not ended exists',
  (table) => {
    for (let t = 1; t <= table.threadSlots(); t++) {
      const p = table.processOf(t);
      if (p !== 0 && !table.processExists(p)) return false;
    }
    return true;
  },
);

export const noOneHoldsAZombie = always<ProcessTable>(
  'no-one-holds-a-zombie',
  'a process becomes a zombie, which may be freed, only when nobody has a hold on it any more',
  (table) => {
    for (let p = 1; p <= table.processSlots(); p++) if (table.isZombie(p) && table.holds(p) > 0) return false;
    return true;
  },
);

/** For memories-have-owners and event-lists-have-owners. */
export const forkHoldsAMemory = sometimes<ProcessTable>(
  'fork-holds-a-memory',
  'there is a memory that no process has yet',
  (table) => table.memories() > table.memoriesInUse(),
);

/** For descriptors-have-owners. */
export const descriptorIsMade = sometimes<ProcessTable>(
  'descriptor-is-made',
  'there is a descriptor that is not ready, or not open any more',
  (table) => table.descriptors() > table.descriptorsInUse(),
);

/** For groups-have-owners. */
export const callHoldsAGroup = sometimes<ProcessTable>(
  'call-holds-a-group',
  'there is a group that is not in the table',
  (table) => {
    for (let g = 1; g <= table.groupSlots(); g++) if (table.groupExists(g) && !table.groupInTable(g)) return true;
    return false;
  },
);

/** For threads-have-a-process: reaping such a process has to wait. */
export const threadOutlivesItsProcess = sometimes<ProcessTable>(
  'thread-outlives-its-process',
  'a thread of a process that is a zombie, or has been taken out of the table, has not ended',
  (table) => {
    for (let t = 1; t <= table.threadSlots(); t++) {
      const p = table.processOf(t);
      if (p !== 0 && table.isZombie(p)) return true;
    }
    return false;
  },
);

/** For no-one-holds-a-zombie. */
export const exitMeetsAHold = sometimes<ProcessTable>(
  'exit-meets-a-hold',
  'somebody has a hold on a process that exits',
  (table) => {
    for (let p = 1; p <= table.processSlots(); p++) if (table.isExiting(p) && table.holds(p) > 0) return true;
    return false;
  },
);

export const resources: readonly Property[] = [
  memoriesHaveOwners,
  eventListsHaveOwners,
  descriptorsHaveOwners,
  groupsHaveOwners,
  threadsHaveAProcess,
  noOneHoldsAZombie,
  forkHoldsAMemory,
  descriptorIsMade,
  callHoldsAGroup,
  threadOutlivesItsProcess,
  exitMeetsAHold,
];
