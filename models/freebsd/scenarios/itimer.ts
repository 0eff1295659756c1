/** Interval timers. Pids: init is 1, the others follow in their order. The thread of the callouts takes a thread struct. */
import { always, every, inside, nil, scenario, some, sometimes } from '../../../src/index.ts';
import type { Ref, Routine, Scenario } from '../../../src/index.ts';
import { killedProcessDies } from '../../../properties/index.ts';
import { itimer_zone } from '../itimer.ts';
import type { Itimer } from '../itimer.ts';
import { itimer_exit } from '../softclock.ts';
import { P2_WEXIT, P_SHOULDSTOP, proc_zone, SIGALRM, SIGBIT, SIGCONT, SIGSTOP, thread_zone } from '../state.ts';
import { exit, fork, kill, pause, reap, setitimer, spin, wait4 } from '../user.ts';

const init = { name: 'init', threads: [reap] } as const;

/** Pid 2 has a timer, and no other process ever sets one. */
const alarmIsForItsOwner = always('alarm-is-for-its-owner', 'a process that has never set its timer gets no SIGALRM', () =>
  every(proc_zone, (p) => !p.p_hashed || p.p_pid === 2 || (p.p_xsig !== SIGALRM && (p.p_siglist & SIGBIT(SIGALRM)) === 0)),
);

/** For alarm-is-for-its-owner. */
const alarmGoesOff = sometimes('alarm-goes-off', 'a process has a SIGALRM', () =>
  some(proc_zone, (p) => p.p_hashed && (p.p_siglist & SIGBIT(SIGALRM)) !== 0),
);

/** For alarm-is-for-its-owner: what exit has to wait for. */
const exitWaitsForSoftclock = sometimes('exit-waits-for-softclock', 'a process that exits waits for the callout that it can stop no more', () =>
  some(thread_zone, (td) => inside(td, itimer_exit)) && some(itimer_zone, (it) => it.cc_exec_curr && it.cc_exec_cancel && !it.it_interval),
);

function is_on_its_way(it: Ref<Itimer>): boolean {
  return it.c_pending || it.cc_exec_curr;
}

const timersGoOn = always('timers-go-on', 'a timer that is to go off again and again is armed, unless its process is stopped or exits', () =>
  every(itimer_zone, (it) => {
    const p = it.it_proc;
    if (!it.it_interval || p.p_mtx.mtx_owner !== nil || P_SHOULDSTOP(p) !== 0) return true;
    return (p.p_flag2 & P2_WEXIT) !== 0 || is_on_its_way(it);
  }),
);

/** For timers-go-on. */
const timerIsHeldBack = sometimes('timer-is-held-back', 'a timer has gone off in a process that is stopped', () => some(itimer_zone, (it) => it.it_stopped));

/** The child does not inherit the timer, whoever is first. */
export const alarmFork = scenario({
  name: 'alarm-fork',
  title: 'a process sets its timer and forks, and the alarm kills it',
  params: { procs: 3, threads: 4, pgrps: 2, sessions: 1, pid_max: 5, timers: 1 },
  properties: [alarmIsForItsOwner, alarmGoesOff, killedProcessDies],
  processes: [
    init,
    {
      name: 'P',
      threads: [
        function* (): Routine {
          yield* setitimer(true, false);
          yield* fork();
          yield* pause();
        },
      ],
    },
  ],
});

/** The timer is set anew while it goes off, so that exit cannot stop it; the struct is the next process's. */
export const alarmExit = scenario({
  name: 'alarm-exit',
  title: 'a process that sets its timer twice exits, and its struct becomes another process',
  params: { procs: 2, threads: 3, pgrps: 2, sessions: 1, pid_max: 4, timers: 1 },
  properties: [alarmIsForItsOwner, alarmGoesOff, exitWaitsForSoftclock],
  processes: [
    {
      name: 'init',
      threads: [
        function* (): Routine {
          yield* wait4(2, 0);
          yield* fork();
          yield* spin();
        },
      ],
    },
    {
      name: 'P',
      set: { 'p_sigacts.ps_sigcatch': SIGBIT(SIGALRM) },
      threads: [
        function* (): Routine {
          yield* setitimer(true, true);
          yield* setitimer(true, true);
          yield* exit(0);
        },
      ],
    },
  ],
});

/** What has gone off while the process is stopped is armed again when it goes on. */
export const alarmStop = scenario({
  name: 'alarm-stop',
  title: 'a process with a timer that goes off again and again is stopped and continued',
  params: { procs: 2, threads: 3, pgrps: 2, sessions: 1, pid_max: 3, timers: 1 },
  properties: [timersGoOn, timerIsHeldBack],
  processes: [
    {
      name: 'init',
      threads: [
        function* (): Routine {
          yield* kill(2, SIGSTOP);
          yield* kill(2, SIGCONT);
          yield* spin();
        },
      ],
    },
    {
      name: 'P',
      set: { 'p_sigacts.ps_sigcatch': SIGBIT(SIGALRM) },
      threads: [
        function* (): Routine {
          yield* setitimer(true, true);
          yield* spin();
        },
      ],
    },
  ],
});

export const itimerScenarios: readonly Scenario[] = [alarmFork, alarmExit, alarmStop];
