/** pdfork: children that are known by a file. */
import { always, count, every, inside, KASSERT, scenario, some, sometimes } from '../../../src/index.ts';
import type { Ref, Routine, Scenario } from '../../../src/index.ts';
import { descriptorIsMade, forkHoldsAMemory, parentSleeps, processIsDisowned } from '../../../properties/index.ts';
import { fdescfree, fdrenew, fdunshare } from '../filedesc.ts';
import { filedesc_zone, p_fd } from '../filetable.ts';
import { RFCFDG, RFFDG, RFMEM, RFPROC } from '../forkFlags.ts';
import {
  EBADF, ECHILD, EMFILE, ENOMEM, proc_zone, SIGBIT, SIGCHLD, SIGKILL, SIGSTOP, SIGTERM, thread_zone,
} from '../state.ts';
import type { Thread } from '../state.ts';
import { close, execve, exit, fork, kill, pdfork, pdkill, poll, reap, rfork, spin, thr_new, wait4 } from '../user.ts';

/** A process that is about to change its table has a second one, or none, for a while. */
const tablesAreCounted = always('tables-are-counted', 'a file table exists while processes use it, and says how many do', () =>
  every(filedesc_zone, (fdp) => fdp.fd_refcnt === count(proc_zone, (p) => p_fd(p) === fdp) || some(thread_zone, (td) => changes_files(td))),
);

function changes_files(td: Ref<Thread>): boolean {
  return inside(td, fdunshare) || inside(td, fdrenew) || inside(td, fdescfree);
}

/** For tables-are-counted. */
const tableIsShared = sometimes('table-is-shared', 'two processes use one file table', () => some(filedesc_zone, (fdp) => fdp.fd_refcnt > 1));

/** Closes the descriptor and stays. */
function* closeIt(): Routine {
  yield* close(1);
  yield* spin();
}

/** The last close kills the child, and init gets it. */
export const pdforkClose = scenario({
  name: 'pdfork-close',
  title: 'a parent closes the descriptor of its child, which is about to exit',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 5, procdescs: 1, fdtables: 3 },
  properties: [processIsDisowned],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* pdfork(0)) === 0) yield* exit(0);
          yield* close(1);
          KASSERT((yield* wait4(-1, 0)) === -ECHILD, 'the child is still there');
          yield* exit(0);
        },
      ],
    },
  ],
});

/** Nobody but who has the descriptor gets the news of such a child, and the close reaps it. */
export const pdforkPoll = scenario({
  name: 'pdfork-poll',
  title: 'a parent polls the descriptor of its child until that exits, and closes it',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 5, procdescs: 1, fdtables: 3 },
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          const pid = yield* pdfork(0);
          if (pid === 0) yield* exit(0);
          KASSERT((yield* wait4(-1, 0)) === -ECHILD, 'a wait for any child finds one with a descriptor');
          yield* poll(1);
          KASSERT((yield* wait4(-1, 0)) === -ECHILD, 'a wait for any child reaps one with a descriptor');
          yield* close(1);
          KASSERT((yield* wait4(pid, 0)) === -ECHILD, 'the close has not reaped the child');
          yield* exit(0);
        },
      ],
    },
  ],
});

/** Each failure gives the file back, but for the last: the child exists, and its parent does not know the number of its file. */
export const pdforkFails = scenario({
  name: 'pdfork-fails',
  title: 'a pdfork finds no file, no memory, or nowhere to put the number, and is tried again',
  params: { procs: 3, threads: 3, pgrps: 2, sessions: 1, pid_max: 5, procdescs: 1, fdtables: 3 },
  failures: { procdesc_falloc: 1, vmspace_fork: 1, copyout: 1 },
  properties: [descriptorIsMade, forkHoldsAMemory],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          for (let tries = 0; tries < 3; tries++) {
            const pid = yield* pdfork(0);
            if (pid === 0) yield* exit(0);
            if (pid !== -EMFILE && pid !== -ENOMEM) yield* exit(0);
          }
        },
      ],
    },
  ],
});

/** A sibling may close the file before it is a descriptor, when it is one, and when the fork has let go of it. */
export const pdforkThreads = scenario({
  name: 'pdfork-threads',
  title: 'a thread closes the number that another one is just about to get from pdfork',
  params: { procs: 3, threads: 4, pgrps: 2, sessions: 1, pid_max: 5, procdescs: 1, fdtables: 3 },
  failures: { vmspace_fork: 1 },
  properties: [processIsDisowned],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* pdfork(0);
          yield* spin();
        },
        closeIt,
      ],
    },
  ],
});

/** The child goes to init, as an orphan would, and lives until the second one has closed the file. */
export const pdforkHeir = scenario({
  name: 'pdfork-heir',
  title: 'a process exits that has a descriptor, and so does a child that has inherited the descriptor',
  params: { procs: 4, threads: 4, pgrps: 2, sessions: 1, pid_max: 6, procdescs: 1, fdtables: 4 },
  properties: [processIsDisowned],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* pdfork(0)) === 0) yield* spin();
          yield* fork();
          yield* exit(0);
        },
      ],
    },
  ],
});

/** A finding: the child is nobody's whom the first thread could wait for, and nothing ends its sleep. */
export const pdforkWaiter = scenario({
  name: 'pdfork-waiter',
  title: 'a thread waits for a child by its number, and another one closes the descriptor',
  params: { procs: 3, threads: 4, pgrps: 2, sessions: 1, pid_max: 5, procdescs: 1, fdtables: 3 },
  properties: [parentSleeps],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* pdfork(0)) === 0) yield* spin();
          yield* thr_new(closeIt);
          yield* wait4(3, 0);
          yield* spin();
        },
      ],
    },
  ],
});

/** A finding: the last use of the file ends where the process is found and locked. */
export const pdkillClose = scenario({
  name: 'pdkill-close',
  title: 'a thread signals a child by its descriptor, and another one closes that',
  params: { procs: 3, threads: 4, pgrps: 2, sessions: 1, pid_max: 5, procdescs: 1, fdtables: 3 },
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* pdfork(0)) === 0) yield* spin();
          yield* thr_new(closeIt);
          yield* pdkill(1, SIGTERM);
          yield* spin();
        },
      ],
    },
  ],
});

/** A finding: the news of the stop waits on the parent's queue, and he who reaps the child takes it off with his own lock held. */
export const pdforkForeignReap = scenario({
  name: 'pdfork-foreign-reap',
  title: 'a child that was stopped, and is killed, is reaped by the close of a process that is not its parent',
  params: { procs: 4, threads: 4, pgrps: 2, sessions: 1, pid_max: 6, procdescs: 1, fdtables: 4 },
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      set: { 'p_sigacts.ps_sigignore': 0, 'p_sigacts.ps_sigcatch': SIGBIT(SIGCHLD) },
      threads: [
        function* (): Routine {
          if ((yield* pdfork(0)) === 0) yield* spin();
          if ((yield* fork()) === 0) {
            yield* kill(3, SIGSTOP);
            yield* kill(3, SIGKILL);
            yield* poll(1);
            yield* close(1);
            yield* exit(0);
          }
          yield* close(1);
          yield* spin();
        },
      ],
    },
  ],
});

/** The file is open in one table that two processes use: the second one to go, or to close it, ends it. */
export const rforkSharesFiles = scenario({
  name: 'rfork-shares-files',
  title: 'a process that shares its files makes a child with a descriptor and exits, and the other one closes the descriptor',
  params: { procs: 4, threads: 4, pgrps: 1, sessions: 1, pid_max: 6, procdescs: 1, fdtables: 4 },
  properties: [tablesAreCounted, tableIsShared, processIsDisowned],
  processes: [
    { name: 'init', threads: [reap] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          const pid = yield* rfork(RFPROC);
          if (pid === 0) {
            if ((yield* pdfork(0)) === 0) yield* spin();
            yield* exit(0);
          }
          yield* wait4(pid, 0);
          KASSERT((yield* close(1)) === 0, 'the file has gone with the first process that had it');
          yield* spin();
        },
      ],
    },
  ],
});

/** A copy, then an empty table: each process's own files stay until it parts with them. */
export const rforkPartsFiles = scenario({
  name: 'rfork-parts-files',
  title: 'two processes that share their files part with them, one by a copy and one by an empty table',
  params: { procs: 4, threads: 4, pgrps: 1, sessions: 1, pid_max: 6, procdescs: 1, fdtables: 5 },
  properties: [tablesAreCounted, tableIsShared, processIsDisowned],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* pdfork(0)) === 0) yield* spin();
          if ((yield* rfork(RFPROC)) === 0) {
            yield* rfork(RFFDG | RFMEM);
            KASSERT((yield* close(1)) === 0, 'the copy has not the file');
            yield* spin();
          }
          yield* rfork(RFCFDG | RFMEM);
          KASSERT((yield* close(1)) === -EBADF, 'the empty table has the file');
          yield* spin();
        },
      ],
    },
  ],
});

const fileStaysOpen = always('file-stays-open', 'a file that a program closes is open where it was open before, and so its process is not killed', () =>
  every(proc_zone, (p) => p.g_disowned === 0),
);

/** A new program has its own table: what it closes stays open in the other one. */
export const rforkExecFiles = scenario({
  name: 'rfork-exec-files',
  title: 'a process shares its files with a child, which executes another program that closes one',
  params: { procs: 4, threads: 4, pgrps: 1, sessions: 1, pid_max: 6, procdescs: 1, fdtables: 5 },
  properties: [tablesAreCounted, tableIsShared, fileStaysOpen],
  processes: [
    { name: 'init', threads: [spin] },
    {
      name: 'P',
      threads: [
        function* (): Routine {
          if ((yield* pdfork(0)) === 0) yield* spin();
          if ((yield* rfork(RFPROC)) === 0) yield* execve(closeIt);
          yield* spin();
        },
      ],
    },
  ],
});

export const procdescScenarios: readonly Scenario[] = [
  pdforkClose,
  pdforkPoll,
  pdforkFails,
  pdforkThreads,
  pdforkHeir,
  pdforkWaiter,
  pdkillClose,
  pdforkForeignReap,
  rforkSharesFiles,
  rforkPartsFiles,
  rforkExecFiles,
];
