/** What softclock does for the scheduler once a second, without Giant. kern_synch.c schedcpu */
import { nil } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { conf, k, LINKS_TORN } from './state.ts';
import type { Proc } from './state.ts';
import { sx_slock, sx_sunlock } from './sx.ts';

/** The thread that does so: it belongs to no process of the table. */
export function* softclock(): Routine {
  for (let left = conf.schedcpu; left > 0; left--) yield* schedcpu();
}

/** Goes through all processes and what hangs on them, whether their forks have made it yet or not. */
function* schedcpu(): Routine {
  yield* sx_slock(k.allproc_lock);
  for (let p = k.allproc.first; p !== nil; p = p.p_list) {
    yield 'schedcpu';
    look_at(p);
  }
  sx_sunlock(k.allproc_lock);
}

/** A section under sched_lock: each ksegrp of the process, and each kse of that. */
function look_at(p: Ref<Proc>): void {
  if (p.p_ksegrps === LINKS_TORN) k.g_torn = true;
}
