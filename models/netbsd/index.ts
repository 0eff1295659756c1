/** NetBSD of 2024: fork, exit, wait, signals, groups and LWPs, beside kern_fork.c and its neighbours. */
import { kernel, on_cpu, clock, dispatch } from '../../src/index.ts';
import { borrowing, childrenInherit, lifeCycle, theLivingHaveThreads, userLimitHolds } from '../../properties/index.ts';
import type { Property } from '../../src/index.ts';
import { boot, process, thread } from './boot.ts';
import { mutations } from './mutations/index.ts';
import { netbsdProperties } from './properties.ts';
import { at_rest } from './rest.ts';
import { scenarios } from './scenarios/index.ts';
import { table } from './table.ts';

/** Claims about what this kernel does not have; README.md says why, one by one. */
const elsewhere = [
  'subtree-map-is-exact', 'reapers-list-theirs', 'no-one-escapes-a-tree-kill', 'disowned-processes-die', 'peers-die-with-their-leader',
  'singling-has-an-owner', 'single-runs-alone', 'singler-is-resumed', 'total-stop-is-total', 'event-lists-have-owners',
  'descriptors-have-owners', 'no-one-holds-a-zombie',
];

const shared: readonly Property[] = lifeCycle.filter(({ name }) => !elsewhere.includes(name));

export default kernel({
  name: 'netbsd',
  title: 'NetBSD of 2024, process life cycle',
  boot,
  process,
  thread,
  gate: on_cpu,
  atRest: at_rest,
  interrupts: { dispatch, clock },
  lockOrder: ['Proc.p_reflock', 'k.exec_lock', 'k.proc_lock', 'Kmutexobj.mo_lock'],
  table,
  scenarios,
  properties: [...shared, ...borrowing, childrenInherit, userLimitHolds, theLivingHaveThreads, ...netbsdProperties],
  mutations,
});
