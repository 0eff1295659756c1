/** What a child gets from its parent, and how many children there may be. Kernels list those that they have the words for. */
import { always } from '../src/index.ts';
import type { ProcessTable } from './processTable.ts';

export const childrenInherit = always<ProcessTable>(
  'children-inherit',
  'a child that is about to start has what its parent, which nobody has changed since, leaves to children, and nothing else of it',
  (table) => {
    for (let t = 1; t <= table.threadSlots(); t++) if (table.childDiffers(t)) return false;
    return true;
  },
);

export const userLimitHolds = always<ProcessTable>(
  'user-limit-holds',
  'no more processes are in the table that a limited user has been charged for than that user may have',
  (table) => {
    for (let uid = 0; uid < table.users(); uid++) {
      const limit = table.userLimit(uid);
      if (limit !== 0 && table.processesOfUser(uid) > limit) return false;
    }
    return true;
  },
);

export const theLivingHaveThreads = always<ProcessTable>(
  'the-living-have-threads',
  'while nobody changes the threads of a process, one that is complete and no zombie has a thread that has not ended',
  (table) => {
    for (let p = 1; p <= table.processSlots(); p++) {
      if (!table.isAlive(p) || !table.threadsAreQuiet(p)) continue;
      let lives = false;
      for (let t = 1; t <= table.threadSlots(); t++) if (table.processOf(t) === p) lives = true;
      if (!lives) return false;
    }
    return true;
  },
);
