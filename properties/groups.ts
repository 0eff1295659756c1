/** Groups and sessions: what a process says of itself against the lists and the counts. */
import { always, sometimes } from '../src/index.ts';
import type { Property } from '../src/index.ts';
import type { ProcessTable } from './processTable.ts';

export const groupsListTheirMembers = always<ProcessTable>(
  'groups-list-their-members',
  'while nobody changes a group, its list has the processes that call it theirs and no others',
  (table) => {
    for (let g = 1; g <= table.groupSlots(); g++) {
      if (!table.groupIsQuiet(g)) continue;
      for (let p = 1; p <= table.processSlots(); p++) {
        if (table.groupLists(g, p) !== (table.group(p) === g)) return false;
      }
    }
    return true;
  },
);

export const groupsHaveMembers = always<ProcessTable>(
  'groups-have-members',
  'while nobody changes a group, it is in the table exactly if it has a member',
  (table) => {
    for (let g = 1; g <= table.groupSlots(); g++) {
      if (!table.groupIsQuiet(g)) continue;
      let members = 0;
      for (let p = 1; p <= table.processSlots(); p++) if (table.group(p) === g) members++;
      if (table.groupInTable(g) !== members > 0) return false;
    }
    return true;
  },
);

export const everyoneHasAGroup = always<ProcessTable>(
  'everyone-has-a-group',
  'while nobody changes the tree, every complete process is in a group of a session that is in use',
  (table) => {
    if (!table.treeIsQuiet()) return true;
    for (let p = 1; p <= table.processSlots(); p++) {
      if (!table.isAlive(p) && !table.isZombie(p)) continue;
      const g = table.group(p);
      if (g === 0 || table.sessionOf(g) === 0 || !table.sessionInUse(table.sessionOf(g))) return false;
    }
    return true;
  },
);

export const sessionsCountTheirGroups = always<ProcessTable>(
  'sessions-count-their-groups',
  'while nobody changes the tree, a session has counted the groups that are in it',
  (table) => {
    if (!table.treeIsQuiet()) return true;
    for (let s = 1; s <= table.sessionSlots(); s++) {
      let groups = 0;
      for (let g = 1; g <= table.groupSlots(); g++) if (table.sessionOf(g) === s) groups++;
      if (table.sessionCount(s) !== groups) return false;
    }
    return true;
  },
);

/** For groups-list-their-members and everyone-has-a-group. */
export const groupHasTwoMembers = sometimes<ProcessTable>(
  'group-has-two-members',
  'two processes are in one group',
  (table) => {
    for (let g = 1; g <= table.groupSlots(); g++) {
      let members = 0;
      for (let p = 1; p <= table.processSlots(); p++) if (table.group(p) === g) members++;
      if (members > 1) return true;
    }
    return false;
  },
);

/** For groups-have-members. */
export const groupRunsEmpty = sometimes<ProcessTable>(
  'group-runs-empty',
  'a group in the table has no member, because its last one has just left it',
  (table) => {
    for (let g = 1; g <= table.groupSlots(); g++) {
      let members = 0;
      for (let p = 1; p <= table.processSlots(); p++) if (table.groupLists(g, p)) members++;
      if (table.groupInTable(g) && members === 0) return true;
    }
    return false;
  },
);

/** For sessions-count-their-groups. */
export const sessionHasThreeGroups = sometimes<ProcessTable>(
  'session-has-three-groups',
  'a session has three groups: that of init, that of a process, and one that was made for another',
  (table) => {
    for (let s = 1; s <= table.sessionSlots(); s++) if (table.sessionCount(s) > 2) return true;
    return false;
  },
);

export const groups: readonly Property[] = [
  groupsListTheirMembers,
  groupsHaveMembers,
  everyoneHasAGroup,
  sessionsCountTheirGroups,
  groupHasTwoMembers,
  groupRunsEmpty,
  sessionHasThreeGroups,
];
