/** Small breaks: each shows that a claim can fail. */
import { mutation } from '../../../src/index.ts';
import type { Mutation } from '../../../src/index.ts';

/** One edit, caught in one scenario by one claim. */
function broken(name: string, title: string, routine: string, find: string, put: string, scenario: string, property: string): Mutation {
  return mutation({ name, title, edits: [{ routine, find, put }], caughtBy: { [scenario]: property } });
}

export const sanityMutations: readonly Mutation[] = [
  broken('others-not-held', 'who forks does not wait until the others are held', 'quiesce', 'while (p.p_lwprcnt > 0) {', 'while (p.p_lwprcnt > 5) {',
    'fork-waiter', 'nil-dereference'),
  broken('limit-without-sched', 'the entry of sched is not counted as one of the table', 'v_proc', 'procdir.slots + 1', 'procdir.slots',
    'fork-exit-wait', 'assertion-failed'),
  broken('child-stays-linked', 'a child without an LWP stays first among the children of its parent', 'forklwperr', 'pop_child(p, cp); // 597', '',
    'fork-no-lwp', 'parents-list-their-children'),
  broken('orphan-stays-linked', 'a child without memory stays on the list of its next of kin', 'undo_copy', 'unlink_orphan(p, cp); // 241', '',
    'fork-no-memory', 'kin-list-their-orphans'),
  broken('sibling-points-to-nobody', 'the child after one that failed still points back to it', 'pop_child',
    'if (p.p_child !== nil) p.p_child.p_psibling = nil; // 599', '', 'fork-no-memory', 'siblings-point-back'),
  broken('entry-leaks', 'an entry of the process table is not put on the free list', 'proc_entry_free', 'k.procentfree = pep;', '',
    'fork-exit-wait', 'entries-are-free'),
  broken('zombie-is-no-news', 'a zombie is not put on the list of children with news', 'add_ns', "insertHead(pp.p_child_ns, cp, 'p_sibling_ns');", '',
    'fork-exit-wait', 'news-has-the-zombies'),
  broken('session-keeps-group', 'who begins a session stays in its group', 'sess_create', 'yield* pgexit(p);', 'p.p_pgidp = p.p_pidp;',
    'setsid-twice', 'groups-list-their-members'),
  broken('session-not-counted', 'a session does not count a new child', 'inherit', 'pp.p_sessp.s_ref++;', '',
    'fork-exit-wait', 'sessions-count-their-processes'),
  broken('orphan-not-marked', 'a group whose last link has gone is not marked', 'pgdetach', 'pgp.pid_pgorphaned = true;', '',
    'orphaned-group', 'orphans-are-marked'),
  broken('memory-stays', 'who exits keeps its memory', 'relvm', 'p.p_as = nil;', '', 'fork-exit-wait', 'zombies-have-exited'),
  broken('no-group', 'a new process is in no group', 'cfork', 'pgjoin(cp, p.p_pgidp); // 485', '', 'fork-exit-wait', 'complete-processes-are-complete'),
  broken('barrier-stays', 'a binder leaves the barriers up', 'wake', 'p.p_poolflag &= ~PBWAIT;', '', 'bind-fork', 'barrier-has-a-binder'),
  broken('setsid-other-session', 'setpgid does not compare sessions', 'move', 'pgp.pid_pglink.first.p_sessp !== p.p_sessp', 'false',
    'setpgid-session', 'groups-are-of-one-session'),
  broken('child-wakes-nobody', 'a vfork child gives the memory back and signals nobody', 'give_back', 'yield* cv_signal(pp.p_cv); // 1188', '',
    'vfork-exec-stays', 'lender-returns'),
  broken('not-listed', 'a new process is not put on the list of all', 'getproc', "insertHead(k.practive, cp, 'p_next'); // 917", '',
    'fork-exit-wait', 'list-is-counted'),
  broken('lock-stays', 'who has locked a process does not unlock it', 'sprunlock', 'p.p_proc_flag &= ~P_PR_LOCK;', '', 'fork-exit-wait', 'keepers-exist'),
  broken('killed-parent-forks', 'fork does not ask whether its process has been killed', 'contract_process_fork', '(pp.p_flag & SKILLED) !== 0', 'false',
    'contract-fork-all', 'no-one-escapes-a-contract-kill'),
  broken('running-not-counted', 'an LWP that is made to run is not counted', 'cstart', 't.t_procp.p_lwprcnt++;', '',
    'fork-exit', 'thread-counts-are-exact'),
];
