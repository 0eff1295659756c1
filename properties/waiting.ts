/** Children that have something to report, and parents that sleep until they do. */
import { always, sometimes } from '../src/index.ts';
import type { Property } from '../src/index.ts';
import type { ProcessTable } from './processTable.ts';

export const noNewsIsSleptThrough = always<ProcessTable>(
  'no-news-is-slept-through',
  'while nobody changes the tree or a child, no parent sleeps that waits for what the child has to report',
  (table) => {
    if (!table.treeIsQuiet()) return true;
    for (let p = 1; p <= table.processSlots(); p++) {
      const parent = table.parent(p);
      if (parent === 0 || !table.threadsAreQuiet(p) || !table.sleepsFor(parent, p)) continue;
      if (table.hasNewsFor(parent, p)) return false;
    }
    return true;
  },
);

/** For no-news-is-slept-through. */
export const parentSleeps = sometimes<ProcessTable>(
  'parent-sleeps',
  'a parent other than init sleeps until its child has something to report',
  (table) => {
    for (let p = 1; p <= table.processSlots(); p++) {
      const parent = table.parent(p);
      if (parent !== 0 && !table.isInit(parent) && table.sleepsFor(parent, p)) return true;
    }
    return false;
  },
);

export const waiting: readonly Property[] = [noNewsIsSleptThrough, parentSleeps];
