/** Executing another program. Labels name routines of exec.c. */
import { mayFail } from '../../src/index.ts';
import type { Ref, Routine } from '../../src/index.ts';
import { exitlwps } from './hold.ts';
import { pool_barrier_enter, pool_barrier_exit } from './pool.ts';
import { EINTR, ENOENT, p_lock, p_unlock, SEXECED } from './state.ts';
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
  p.u_caught = 0;
  p.p_flag |= SEXECED;
  yield* pool_barrier_exit(p);
  p_unlock(p);
  return 0;
}
