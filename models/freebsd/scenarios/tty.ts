/** Job control by the terminal. Pids: init is 1, the others follow in their order. */
import { always, every, inside, KASSERT, nil, scenario, some, sometimes } from '../../../src/index.ts';
import type { Ref, Routine, Scenario } from '../../../src/index.ts';
import { processIsStopped } from '../../../properties/index.ts';
import { EIO, k, PGRP_ORPHANED, SIGCONT, SIGTTOU, thread_zone } from '../state.ts';
import type { Thread } from '../state.ts';
import { sigpending, SIG_IGN } from '../sigqueue.ts';
import { tty_wait_background } from '../tty.ts';
import { exit, kill, reap, setpgid, sigaction, spin, tcsetpgrp, tty_read, vfork, wait4 } from '../user.ts';
import { WUNTRACED } from '../waitOptions.ts';

const init = { name: 'init', threads: [reap] } as const;

/** Whether the thread sleeps until its group comes to the foreground. */
function waits_in_background(td: Ref<Thread>): boolean {
  return td.td_wchan !== 0 && inside(td, tty_wait_background);
}

const foregroundReads = always('foreground-reads', 'who sleeps for the terminal is not in the foreground, while nobody changes that', () =>
  k.tty_lock.mtx_owner !== nil || every(thread_zone, (td) => !waits_in_background(td) || td.td_proc.p_pgrp !== k.tty_pgrp),
);

/** For foreground-reads. */
const readerWaits = sometimes('reader-waits', 'a reader in the background sleeps until it comes to the foreground', () =>
  some(thread_zone, (td) => waits_in_background(td)),
);

/** Nobody is left who could bring it to the foreground: a look before the sleep says EIO. */
const orphansDoNotWait = always('orphans-do-not-wait', 'no reader in the background of a group that is an orphan sleeps, without a signal and not stopped', () =>
  every(thread_zone, (td) =>
    !waits_in_background(td) || td.td_suspended || sigpending(td) || td.td_proc.p_mtx.mtx_owner !== nil ||
    (td.td_proc.p_pgrp.pg_flags & PGRP_ORPHANED) === 0 || td.td_proc.p_pgrp.pg_mtx.mtx_owner !== nil),
);

/** For orphans-do-not-wait. */
const groupIsAnOrphan = sometimes('group-is-an-orphan', 'a reader is in a group that is an orphan', () =>
  some(thread_zone, (td) => inside(td, tty_wait_background) && (td.td_proc.p_pgrp.pg_flags & PGRP_ORPHANED) !== 0),
);

/** Ends at once. */
function* leave(): Routine {
  yield* exit(0);
}

/** As a shell does it: the job may have stopped for the terminal, gets it, and is continued. */
export const ttyBackgroundRead = scenario({
  name: 'tty-background-read',
  title: 'a child in the background reads from the terminal, and its parent gives it the terminal, and continues it whenever it stops',
  params: { procs: 3, threads: 3, pgrps: 3, sessions: 2, pid_max: 4, tty: 1 },
  properties: [foregroundReads, readerWaits, processIsStopped],
  processes: [
    init,
    {
      name: 'S',
      group: 'S',
      threads: [
        function* (): Routine {
          yield* tcsetpgrp(3);
          while ((yield* wait4(3, WUNTRACED)) === 3) yield* kill(-3, SIGCONT);
          yield* exit(0);
        },
      ],
    },
    {
      name: 'P',
      parent: 'S',
      group: 'P',
      threads: [
        function* (): Routine {
          while ((yield* tty_read()) !== 0) continue; // a stop on its way to sleep interrupts it
          yield* exit(0);
        },
      ],
    },
  ],
});

/** A finding: the parent was what kept the group from being an orphan, and goes between the reader's look and its sleep. */
export const ttyOrphanRead = scenario({
  name: 'tty-orphan-read',
  title: 'a process in the background reads from the terminal while its parent exits',
  params: { procs: 4, threads: 4, pgrps: 3, sessions: 2, pid_max: 5, tty: 1 },
  properties: [orphansDoNotWait, groupIsAnOrphan],
  processes: [
    { name: 'init', threads: [spin] },
    { name: 'S', group: 'S', threads: [spin] },
    { name: 'P', parent: 'S', threads: [leave] },
    {
      name: 'c',
      parent: 'P',
      group: 'c',
      threads: [
        function* (): Routine {
          KASSERT((yield* tty_read()) !== 0, 'a reader in the background reads');
          yield* exit(0);
        },
      ],
    },
  ],
});

/** A borrower must not stop; who ignores SIGTTOU may take the terminal from the background. */
export const ttyVforkRead = scenario({
  name: 'tty-vfork-read',
  title: 'a vfork child in the background moves to a group of its own, reads from the terminal, and takes it',
  params: { procs: 3, threads: 3, pgrps: 4, sessions: 2, pid_max: 5, tty: 1 },
  properties: [foregroundReads],
  processes: [
    init,
    {
      name: 'P',
      group: 'P',
      threads: [
        function* (): Routine {
          if ((yield* vfork()) === 0) {
            yield* setpgid(0, 0);
            KASSERT((yield* tty_read()) === -EIO, 'a borrower in the background reads');
            KASSERT((yield* tcsetpgrp(3)) === -EIO, 'a borrower in the background takes the terminal');
            yield* sigaction(SIGTTOU, SIG_IGN, 0);
            KASSERT((yield* tcsetpgrp(3)) === 0, 'who ignores SIGTTOU does not get the terminal');
            KASSERT((yield* tty_read()) === 0, 'a borrower in the foreground does not read');
            yield* exit(0);
          }
          yield* spin();
        },
      ],
    },
  ],
});

export const ttyScenarios: readonly Scenario[] = [ttyBackgroundRead, ttyOrphanRead, ttyVforkRead];
