/** Parents, children and reapers: what a process says of itself against the lists that it is on. */
import { always, sometimes } from '../src/index.ts';
import type { Property } from '../src/index.ts';
import type { ProcessTable } from './processTable.ts';

export const parentsListTheirChildren = always<ProcessTable>(
  'parents-list-their-children',
  'while nobody changes the tree, the list of children of a process has those that call it their parent and no others',
  (table) => {
    if (!table.treeIsQuiet()) return true;
    for (let p = 1; p <= table.processSlots(); p++) {
      const parent = table.parent(p);
      for (let q = 1; q <= table.processSlots(); q++) if (table.listsChild(q, p) !== (parent === q)) return false;
    }
    return true;
  },
);

export const everyoneHasAParent = always<ProcessTable>(
  'everyone-has-a-parent',
  'while nobody changes the tree, every complete process but init has a parent in the table, the one on record',
  (table) => {
    if (!table.treeIsQuiet()) return true;
    for (let p = 1; p <= table.processSlots(); p++) {
      if (!table.isAlive(p) && !table.isZombie(p)) continue;
      if (table.isInit(p)) continue;
      const parent = table.parent(p);
      if (parent === 0 || !table.inTable(parent) || table.parentPid(p) !== table.pid(parent)) return false;
    }
    return true;
  },
);

export const reapersListTheirs = always<ProcessTable>(
  'reapers-list-theirs',
  'while nobody changes the tree, the list of a reaper has those that call it their reaper and no others',
  (table) => {
    if (!table.treeIsQuiet()) return true;
    for (let p = 1; p <= table.processSlots(); p++) {
      const reaper = table.reaper(p);
      for (let r = 1; r <= table.processSlots(); r++) {
        // init is its own reaper, and on no list.
        if (table.reaperLists(r, p) !== (reaper === r && r !== p)) return false;
      }
    }
    return true;
  },
);

/** For parents-list-their-children and everyone-has-a-parent: the tree changes. */
export const parentExitsFirst = sometimes<ProcessTable>(
  'parent-exits-first',
  'a process exits while it has a child',
  (table) => {
    for (let p = 1; p <= table.processSlots(); p++) {
      if (table.isAlive(p) && table.parent(p) !== 0 && table.isExiting(table.parent(p))) return true;
    }
    return false;
  },
);

/** For reapers-list-theirs. */
export const anotherReaps = sometimes<ProcessTable>(
  'another-reaps',
  'the reaper of some process is not init',
  (table) => {
    for (let p = 1; p <= table.processSlots(); p++) if (table.reaper(p) !== 0 && !table.isInit(table.reaper(p))) return true;
    return false;
  },
);

export const tree: readonly Property[] = [
  parentsListTheirChildren,
  everyoneHasAParent,
  reapersListTheirs,
  parentExitsFirst,
  anotherReaps,
];
