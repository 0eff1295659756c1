/** XNU 7195 (macOS 11): fork, vfork, spawn, exit, wait, signals and groups, beside kern_fork.c and its neighbours. */
import { kernel, on_cpu, clock, dispatch } from '../../src/index.ts';
import { lifeCycle } from '../../properties/index.ts';
import type { Property } from '../../src/index.ts';
import { process, thread } from './boot.ts';
import { mutations } from './mutations/index.ts';
import { xnuProperties } from './properties.ts';
import { at_rest } from './rest.ts';
import { scenarios } from './scenarios/index.ts';
import { table } from './table.ts';

/** Claims about what this kernel does not have; README.md says why, one by one. */
const elsewhere = [
  'subtree-map-is-exact', 'reapers-list-theirs', 'no-one-escapes-a-tree-kill', 'disowned-processes-die', 'peers-die-with-their-leader',
  'singling-has-an-owner', 'single-runs-alone', 'singler-is-resumed', 'total-stop-is-total', 'event-lists-have-owners',
  'descriptors-have-owners', 'thread-counts-are-exact',
];

const shared: readonly Property[] = lifeCycle.filter(({ name }) => !elsewhere.includes(name));

export default kernel({
  name: 'xnu',
  title: 'XNU 7195, process life cycle',
  process,
  thread,
  gate: on_cpu,
  atRest: at_rest,
  interrupts: { dispatch, clock },
  lockOrder: ['Proc.p_mlock', 'k.proc_list_mlock'],
  table,
  scenarios,
  properties: [...shared, ...xnuProperties],
  mutations,
});
