/** OpenSolaris of 2006: fork, exit, wait, signals, groups, LWPs and pools, beside fork.c and its neighbours. */
import { clock, dispatch, kernel, on_cpu } from '../../src/index.ts';
import { borrowing, childrenInherit, lifeCycle, theLivingHaveThreads } from '../../properties/index.ts';
import type { Property } from '../../src/index.ts';
import { boot, process, thread } from './boot.ts';
import { mutations } from './mutations/index.ts';
import { solarisProperties } from './properties.ts';
import { at_rest } from './rest.ts';
import { scenarios } from './scenarios/index.ts';
import { table } from './table.ts';

/** Claims about what this kernel does not have; README.md says why, one by one. */
const elsewhere = [
  'subtree-map-is-exact', 'reapers-list-theirs', 'no-one-escapes-a-tree-kill', 'disowned-processes-die', 'peers-die-with-their-leader',
  'total-stop-is-total', 'event-lists-have-owners', 'descriptors-have-owners', 'no-one-holds-a-zombie', 'sessions-count-their-groups',
];

const shared: readonly Property[] = lifeCycle.filter(({ name }) => !elsewhere.includes(name));

export default kernel({
  name: 'solaris',
  title: 'OpenSolaris of 2006, process life cycle',
  boot,
  process,
  thread,
  gate: on_cpu,
  atRest: at_rest,
  interrupts: { dispatch, clock },
  lockOrder: ['k.pool_lock', 'Contract.ct_lock', 'k.pidlock', 'Procent.pl_lock', 'k.pidlinklock', 'k.pool_barrier_lock'],
  table,
  scenarios,
  properties: [...shared, ...borrowing, childrenInherit, theLivingHaveThreads, ...solarisProperties],
  mutations,
});
