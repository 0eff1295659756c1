/** How many processes the kernel thinks there are, in all and for each user, against those that there are. */
import { always, sometimes } from '../src/index.ts';
import type { Property } from '../src/index.ts';
import type { ProcessTable } from './processTable.ts';

export const processCountIsExact = always<ProcessTable>(
  'process-count-is-exact',
  'the count of processes is the number of processes in the table and of forks and reaps under way',
  (table) => {
    let n = table.uncountedProcesses() + table.countsUnderWay();
    for (let p = 1; p <= table.processSlots(); p++) if (table.inTable(p)) n++;
    return table.processCount() === n;
  },
);

export const processLimitHolds = always<ProcessTable>(
  'process-limit-holds',
  'there are never more processes in the table than the limit allows',
  (table) => {
    // The kernel's count may be over the limit for a moment, in a fork that is about to be refused.
    let n = table.uncountedProcesses();
    for (let p = 1; p <= table.processSlots(); p++) if (table.inTable(p)) n++;
    return n <= table.processLimit();
  },
);

export const userCountIsExact = always<ProcessTable>(
  'user-count-is-exact',
  'the count of each user is the number of processes that are charged to that user',
  (table) => {
    for (let uid = 0; uid < table.users(); uid++) if (table.userCount(uid) !== table.chargedTo(uid)) return false;
    return true;
  },
);

/** For process-count-is-exact. */
export const forkCountsAhead = sometimes<ProcessTable>(
  'fork-counts-ahead',
  'a process is counted before or after it is in the table',
  (table) => table.countsUnderWay() > 0,
);

/** For process-limit-holds. */
export const processLimitIsMet = sometimes<ProcessTable>(
  'process-limit-is-met',
  'the kernel counts more processes than the limit allows, while a fork is being refused',
  (table) => table.processCount() > table.processLimit(),
);

/** For user-count-is-exact. */
export const twoUsersHaveProcesses = sometimes<ProcessTable>(
  'two-users-have-processes',
  'processes are charged to two users',
  (table) => {
    let n = 0;
    for (let uid = 0; uid < table.users(); uid++) if (table.chargedTo(uid) > 0) n++;
    return n > 1;
  },
);

export const counts: readonly Property[] = [
  processCountIsExact,
  processLimitHolds,
  userCountIsExact,
  forkCountsAhead,
  processLimitIsMet,
  twoUsersHaveProcesses,
];
