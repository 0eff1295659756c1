/** Executing another program. Labels name routines of exec.c. */
import { KASSERT, mayFail } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { exitlwps } from './hold.ts';
import { prbarrier } from './pid.ts';
import { pool_barrier_enter, pool_barrier_exit } from './pool.ts';
import { sigdefault } from './signal.ts';
import { EINTR, ENOENT, p_lock, p_unlock, SEXECED, TP_DAEMON, TP_TWAIT } from './state.ts';
import type { Lwp } from './state.ts';
import { as_alloc, relvm } from './vm.ts';

/** Gives the process other memory: 0, after which another program is to begin, or a negative errno. The caller holds no lock. exec_common */
export function* exec_common(t: Ref<Lwp>): Routine<number> {
  const p = t.t_procp;
  if (yield* mayFail('lookuppn')) return -ENOENT;
  // exec_args: all other LWPs end, and whoever is not first does.
  if (!(yield* exitlwps(false))) return -EINTR;
  yield* p_lock(p);
  yield* pool_barrier_enter(p);
  p_unlock(p);
  yield* relvm(p);
  yield* p_lock(p);
  p.p_as = as_alloc();
  yield* pool_barrier_exit(p);
  p_unlock(p);
  yield* p_lock(p);
  yield* prbarrier(p);
  p.p_flag |= SEXECED;
  sigdefault(p);
  begin_anew(t);
  p_unlock(p);
  return 0;
}

/** The only LWP is the first one of a new program: it has the number 1, and may be waited for. The caller owns p_lock. */
function begin_anew(t: Ref<Lwp>): void {
  const p = t.t_procp;
  KASSERT(p.p_lwpcnt === 1 && p.p_zombcnt === 0, 'exec_common: other LWPs are left');
  p.p_lwpdir.first.le_lwpid = 1;
  p.p_lwpdir_sz = 2;
  t.t_tid = 1;
  t.t_proc_flag = (t.t_proc_flag | TP_TWAIT) & ~TP_DAEMON;
  p.p_lwpdaemon = 0;
  p.p_lwpid = 1;
}
