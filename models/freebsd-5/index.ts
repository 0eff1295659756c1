/** FreeBSD 5-CURRENT of December 2001: fork, exit, wait, signals and groups under Giant, beside kern_fork.c and its neighbours. */
import { clock, dispatch, kernel, on_cpu } from '../../src/index.ts';
import { boot, process, thread } from './boot.ts';
import { mutations } from './mutations/index.ts';
import { properties } from './properties.ts';
import { at_rest } from './rest.ts';
import { scenarios } from './scenarios/index.ts';
import { table } from './table.ts';

export default kernel({
  name: 'freebsd-5',
  title: 'FreeBSD 5-CURRENT, December 2001, process life cycle under Giant',
  boot,
  process,
  thread,
  gate: on_cpu,
  atRest: at_rest,
  interrupts: { dispatch, clock },
  lockOrder: ['k.Giant', 'k.proctree_lock', 'k.allproc_lock', 'k.fork_list_lock', 'Proc.p_mtx'],
  table,
  scenarios,
  properties,
  mutations,
});
