/** Bugs of going to sleep, and of dying. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

/** As in DragonFly: a release between the test and the sleep finds nobody to wake. */
export const testsWithoutTheLock = mutation({
  name: 'DF-2',
  title: "the vfork parent lets go of the child's lock, and of Giant, between testing the flag and going to sleep",
  edits: [
    {
      routine: 'wait_ppwait',
      find: 'yield* msleep(proc_wchan(p1), p2.p_mtx);',
      put: '{ PROC_UNLOCK(p2); yield* nap(); yield* PROC_LOCK(p2); yield* msleep(proc_wchan(p1), p2.p_mtx); }',
    },
  ],
  caughtBy: { 'vfork-exit': 'deadlock' },
});

/** The parent finds the zombie, and frees what the dying thread still runs on. */
export const freedWhileItExits = mutation({
  name: 'FB-7',
  title: 'an exiting process is a zombie before its thread has left the CPU for the last time',
  edits: [{ routine: 'exit1', find: 'PROC_UNLOCK(p);\n  yield* halt();', put: "PROC_UNLOCK(p);\n  yield 'cpu_throw';\n  yield* halt();" }],
  caughtBy: { 'fork-exit-wait': 'threads-have-a-process' },
});

/** Who signals it sees a process that runs, and leaves it to look by itself: it has looked. */
export const looksBeforeItQueues = mutation({
  name: 'FB-8',
  title: 'a thread that goes to sleep looks at its signals before it is on the queue, and not any more afterwards',
  edits: [
    { routine: 'tsleep_sig', find: '  td.td_wchan = wchan;\n  td.td_sintr = true;\n', put: '' },
    { routine: 'tsleep_sig', find: 'let looks = true;', put: "let looks = true;\n  yield 'sleepq_add';\n  td.td_wchan = wchan;\n  td.td_sintr = true;" },
  ],
  caughtBy: { 'vfork-child-killed': 'deadlock' },
});

export const sleepMutations: readonly Mutation[] = [testsWithoutTheLock, freedWhileItExits, looksBeforeItQueues];
