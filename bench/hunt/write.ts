import { type DrawnProcess, numbersText, processText, titleOf as titleOfTree, treeOf } from '../../src/draw/index.ts';
import type { SystemCall } from './calls.ts';
import { type Draft, sizeOf } from './drafts.ts';

type Process = DrawnProcess<readonly SystemCall[]>;

/** A module with these drafts as scenarios. */
export function writeModule(drafts: ReadonlyMap<string, Draft>): string {
  return `${head}${[...drafts].map(([name, draft]) => writeScenario(name, draft)).join('')}`;
}

const head = `import { scenario } from 'forkcheck';
import type { Routine } from 'forkcheck';
import { RFFDG, RFMEM, RFNOWAIT, RFPROC, RFSIGSHARE, RFSPAWN, RFTHREAD } from 'forkcheck/models/freebsd/forkFlags.ts';
import {
  PT_ATTACH, PT_CONTINUE, PT_DETACH, PT_FOLLOW_FORK, PT_KILL, PT_SET_EVENT_MASK, PT_TRACE_ME,
} from 'forkcheck/models/freebsd/ptraceRequests.ts';
import { SA_NOCLDWAIT } from 'forkcheck/models/freebsd/sigaction.ts';
import { SIG_CATCH, SIG_DFL, SIG_IGN } from 'forkcheck/models/freebsd/sigqueue.ts';
import {
  P_TRACED, P_TREE_REAPER, PS_NOCLDWAIT, PTRACE_EXEC, PTRACE_FORK, PTRACE_VFORK, SIGCHLD, SIGCONT, SIGKILL, SIGSTOP, SIGTERM,
} from 'forkcheck/models/freebsd/state.ts';
import {
  close, execve, exit, fork, kill, killpg, pause, pdfork, pdkill, poll, procctl_reap, procctl_reap_kill, ptrace, reap, rfork, setpgid, setsid,
  setuid, sigaction, spin, stop_all, thr_exit, thr_new, vfork, wait4,
} from 'forkcheck/models/freebsd/user.ts';
import { WCONTINUED, WUNTRACED } from 'forkcheck/models/freebsd/waitOptions.ts';

function* quit(): Routine {
  yield* exit(0);
}

/** Lets go on what stops, until there is nobody left. */
function* debug(): Routine {
  for (;;) {
    const pid = yield* wait4(-1, 0);
    if (pid < 0) break;
    yield* ptrace(PT_CONTINUE, pid, 0);
  }
}
`;

function writeScenario(name: string, draft: Draft): string {
  const processes = processesOf(draft);
  const text = processes.map((one) => `${writeProcess(one, draft)}\n`);
  return `
export const ${name.replaceAll('-', '_')} = scenario({
  name: '${name}',
  title: '${titleOf(draft)}',
  params: ${numbersText(paramsOf(draft, processes))},
  failures: ${numbersText(failuresOf(draft))},
  processes: [
    { name: 'init', threads: [${draft.initReaps ? 'reap' : 'spin'}] },
${text.join('')}  ],
});
`;
}

/** What the programs call. */
export function titleOf(draft: Draft): string {
  return titleOfTree(processesOf(draft), 'init');
}

function processesOf({ programs, places, hasIdleThread }: Draft): readonly Process[] {
  // The first program is in a process of its own, whatever its place.
  const [first, ...others] = treeOf(programs, [places[0]!, ...places]);
  if (first === undefined) return [];
  const [own, ...threads] = first.programs;
  return [hasIdleThread ? { ...first, programs: [own ?? [], [], ...threads] } : first, ...others];
}

/** Fields of a process's struct that are not as always, as text. */
function fieldsOf({ name, parent }: Process, { programs, places, disownsChildren, isReaper }: Draft): readonly string[] {
  if (name === 'P') return [...(disownsChildren ? ["'p_sigacts.ps_flag': PS_NOCLDWAIT"] : []), ...(isReaper ? ['p_treeflag: P_TREE_REAPER'] : [])];
  const own = places.filter(({ isThread }, index) => !isThread && index < programs.length - 1);
  const isTraced = own['QRS'.indexOf(name)]?.isTraced ?? false;
  return parent !== undefined && isTraced ? ['p_flag: P_TRACED', 'p_ptevents: PTRACE_FORK'] : [];
}

function writeProcess(process: Process, draft: Draft): string {
  const set = fieldsOf(process, draft);
  const fields = [...(draft.uid === 0 ? [] : [`uid: ${draft.uid}`]), ...(set.length === 0 ? [] : [`set: { ${set.join(', ')} }`])];
  return processText(process, fields, (program) => [...program.map(({ code }) => code), staysAfter(program, draft) ? 'yield* spin();' : 'yield* exit(0);']);
}

/** A thread without a program of its own stays, too. */
function staysAfter(program: readonly SystemCall[], { programs, stays }: Draft): boolean {
  return stays[programs.indexOf(program)] ?? true;
}

/** As many structs as the programs can take, so that no draft runs out of them; numbers of processes do not come round. */
function paramsOf(draft: Draft, processes: readonly Process[]): Readonly<Record<string, number>> {
  const size = sizeOf(draft);
  const threads = processes.reduce((count, one) => count + one.programs.length, 0);
  const needs = new Set(draft.programs.flat().map((one) => one.needs));
  const taskqueue = needs.has('taskqueue') ? 1 : 0;
  const atRest = 2 + processes.length; // with the swapper and init
  return {
    procs: 1 + processes.length + size.processes,
    threads: 1 + threads + size.threads + taskqueue,
    pgrps: 1 + new Set(processes.map(({ group }) => group)).size + size.groups,
    sessions: 1 + size.sessions,
    procdescs: size.files,
    fdtables: size.files === 0 ? 0 : 2 + processes.length + size.processes,
    pid_max: 3 + processes.length + size.processes,
    ...(taskqueue === 1 && { taskqueue }),
    ...(needs.has('stop_all') && { stop_all: 1 }),
    ...(draft.limit === 'maxproc' && { maxproc: atRest + 2 }),
    ...(draft.limit === 'rlimit' && { rlimit_nproc: processes.length }),
  };
}

function failuresOf({ limit }: Draft): Readonly<Record<string, number>> {
  return limit === 'failures' ? { vmspace_fork: 1, thread_alloc: 1, execve: 1 } : {};
}
