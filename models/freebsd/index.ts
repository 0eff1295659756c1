/** FreeBSD-current: fork, exit, wait, signals, groups and threads, beside kern_fork.c and its neighbours. */
import { kernel, on_cpu } from '../../src/index.ts';
import { boot, process, thread } from './boot.ts';
import { interrupts } from './interrupts.ts';
import { livenessMutations } from './mutations/liveness.ts';
import { mutations } from './mutations/index.ts';
import { procdescMutations } from './mutations/procdesc.ts';
import { sanityMutations } from './mutations/sanity.ts';
import { properties } from './properties.ts';
import { at_rest } from './rest.ts';
import { scenarios } from './scenarios/index.ts';
import { table } from './table.ts';

export default kernel({
  name: 'freebsd',
  title: 'FreeBSD-current, process life cycle',
  boot,
  process,
  thread,
  gate: on_cpu,
  atRest: at_rest,
  interrupts,
  lockOrder: [
    'k.stop_all_proc_blocker',
    'Pgrp.pg_killsx',
    'k.proctree_lock',
    'k.allproc_lock',
    'k.pidhash_lock',
    'k.ppeers_lock',
    'k.tty_lock',
    'Pgrp.pg_mtx',
    'Proc.p_mtx',
    'Procdesc.pd_lock',
    'Session.s_mtx',
    'k.procid_lock',
  ],
  table,
  scenarios,
  properties,
  mutations: [...mutations, ...sanityMutations, ...procdescMutations, ...livenessMutations],
});
