/** Bugs of processes that leave together. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

/**
 * The check makes sure that either the leader's walk or the fork itself sees the new peer. In the kernel as it is the signal is lost
 * all the same, because the peer is not complete; what the mutation breaks is that somebody sends one.
 */
export const linksWithoutACheck = mutation({
  name: 'FB-13',
  title: 'a fork that links a peer does not look whether the leader of the task exits',
  edits: [{ routine: 'join_peers', find: 'if ((leader.p_flag & P_WEXIT) !== 0) {', put: 'if (false) {' }],
  caughtBy: { 'peers-exit': 'peers-are-seen' },
});

/** As in Linux, where they went to any other thread of the process: a peer leaves the list before it gives its children away. */
export const childrenGoToTheLeader = mutation({
  name: 'LX-12',
  title: 'the children of a peer that exits go to the leader of the task, which may be a zombie',
  edits: [
    {
      routine: 'abandon_child',
      find: 'yield* proc_reparent(q, q.p_reaper, true);',
      put: 'const p = q.p_pptr;\n  yield* proc_reparent(q, p.p_leader === p ? q.p_reaper : p.p_leader, true);',
    },
  ],
  caughtBy: { 'peer-leaves-child': 'everyone-has-a-parent' },
});

export const peersMutations: readonly Mutation[] = [linksWithoutACheck, childrenGoToTheLeader];
