/** Threads of one process: one that wants to be alone, the others that it stops, and the counts of the stopped. */
import { always, sometimes } from '../src/index.ts';
import type { Property } from '../src/index.ts';
import type { ProcessTable } from './processTable.ts';

export const threadCountsAreExact = always<ProcessTable>(
  'thread-counts-are-exact',
  'while nobody changes the threads of a process, its counts of threads, of suspended ones and of those on the border are exact',
  (table) => {
    for (let p = 1; p <= table.processSlots(); p++) {
      if (!table.inTable(p) || !table.threadsAreQuiet(p)) continue;
      if (table.threadCount(p) !== table.threadsListed(p)) return false;
      if (table.suspendedCount(p) !== table.threadsSuspended(p)) return false;
      if (table.boundaryCount(p) !== table.threadsAtBoundary(p)) return false;
    }
    return true;
  },
);

export const singlingHasAnOwner = always<ProcessTable>(
  'singling-has-an-owner',
  'while nobody changes the threads of a process, it is marked as being singled exactly if a live thread asked for that',
  (table) => {
    for (let p = 1; p <= table.processSlots(); p++) {
      if (!table.inTable(p) || !table.threadsAreQuiet(p)) continue;
      const owner = table.singleOwner(p);
      if (table.isSingling(p) !== (owner !== 0)) return false;
      if (owner !== 0 && !table.threadLives(owner)) return false;
    }
    return true;
  },
);

export const singleRunsAlone = always<ProcessTable>(
  'single-runs-alone',
  'once a thread has got a process for itself, all other threads of it are suspended until it says so',
  (table) => {
    for (let p = 1; p <= table.processSlots(); p++) {
      if (!table.isSingled(p) || !table.threadsAreQuiet(p)) continue;
      const running = table.threadsListed(p) - table.threadsSuspended(p);
      if (running !== (table.isSuspended(table.singleOwner(p)) ? 0 : 1)) return false;
    }
    return true;
  },
);

export const noOneIsLeftSuspended = always<ProcessTable>(
  'no-one-is-left-suspended',
  'while nobody changes the threads of a process, none is suspended if it is neither stopped nor being singled',
  (table) => {
    for (let p = 1; p <= table.processSlots(); p++) {
      if (!table.isAlive(p) || !table.threadsAreQuiet(p)) continue;
      if (!table.isStopped(p) && !table.isSingling(p) && table.threadsSuspended(p) > 0) return false;
    }
    return true;
  },
);

export const singlerIsResumed = always<ProcessTable>(
  'singler-is-resumed',
  'while nobody changes the threads of a process that one of them wants for itself, some thread of it is not suspended',
  (table) => {
    for (let p = 1; p <= table.processSlots(); p++) {
      if (!table.isSingling(p) || table.isStopped(p) || !table.threadsAreQuiet(p)) continue;
      const own = table.processOf(table.singleOwner(p)) === p;
      if (own && table.threadsSuspended(p) === table.threadsListed(p)) return false;
    }
    return true;
  },
);

export const totalStopIsTotal = always<ProcessTable>(
  'total-stop-is-total',
  'when one process has stopped all others, no thread of another process runs',
  (table) => {
    if (!table.allAreStopped()) return true;
    for (let t = 1; t <= table.threadSlots(); t++) {
      const p = table.processOf(t);
      if (p === 0 || !table.isAlive(p) || table.isSuspended(t)) continue;
      let stops = false;
      for (let u = 1; u <= table.threadSlots(); u++) if (table.stopsAll(u) && table.processOf(u) === p) stops = true;
      if (!stops) return false;
    }
    return true;
  },
);

/** For single-runs-alone and thread-counts-are-exact. */
export const threadHasOthersStopped = sometimes<ProcessTable>(
  'thread-has-others-stopped',
  'a thread has got a process with several threads for itself',
  (table) => {
    for (let p = 1; p <= table.processSlots(); p++) if (table.isSingled(p) && table.threadsListed(p) > 1) return true;
    return false;
  },
);

/** For singling-has-an-owner and singler-is-resumed. */
export const singlerSleeps = sometimes<ProcessTable>(
  'singler-sleeps',
  'a thread that wants its process for itself is suspended until the others are',
  (table) => {
    for (let p = 1; p <= table.processSlots(); p++) {
      if (table.isSingling(p) && !table.isSingled(p) && table.isSuspended(table.singleOwner(p))) return true;
    }
    return false;
  },
);

/** For no-one-is-left-suspended. */
export const processIsStopped = sometimes<ProcessTable>(
  'process-is-stopped',
  'a signal has stopped all threads of a process',
  (table) => {
    for (let p = 1; p <= table.processSlots(); p++) {
      if (table.isStopped(p) && table.threadsSuspended(p) > 0 && table.threadsSuspended(p) === table.threadsListed(p)) return true;
    }
    return false;
  },
);

/** For total-stop-is-total. */
export const allStandStill = sometimes<ProcessTable>(
  'all-stand-still',
  'one process has stopped all others',
  (table) => table.allAreStopped(),
);

export const threads: readonly Property[] = [
  threadCountsAreExact,
  singlingHasAnOwner,
  singleRunsAlone,
  noOneIsLeftSuspended,
  singlerIsResumed,
  totalStopIsTotal,
  threadHasOthersStopped,
  singlerSleeps,
  processIsStopped,
  allStandStill,
];
