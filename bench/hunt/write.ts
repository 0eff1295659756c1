import { type Draft, type Place, sizeOf } from './drafts.ts';
import type { Call } from './calls.ts';

/** A process of a scenario, with the programs that its threads run. */
interface Process {
  readonly name: string;
  readonly parent?: string;
  readonly group: string;
  /** Fields of its struct that are not as always, as text. */
  readonly set: readonly string[];
  readonly programs: readonly (readonly Call[])[];
}

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
  const text = processes.map((one) => writeProcess(one, draft));
  return `
export const ${name.replaceAll('-', '_')} = scenario({
  name: '${name}',
  title: '${titleOf(draft)}',
  params: ${numbers(paramsOf(draft, processes))},
  failures: ${numbers(failuresOf(draft))},
  processes: [
    { name: 'init', threads: [${draft.initReaps ? 'reap' : 'spin'}] },
${text.join('')}  ],
});
`;
}

/** What the programs call, those of one process joined by a plus. */
export function titleOf(draft: Draft): string {
  const shown = processesOf(draft).map(({ name, parent = 'init', group, programs }) => {
    const called = programs.map((program) => program.map(({ name }) => name).join(', ')).join(' + ');
    return `${parent} > ${name}${group === name ? '' : ` in ${group}`}: ${called}`;
  });
  return shown.join(' | ');
}

function processesOf({ programs: [first = [], ...others], places, hasIdleThread, disownsChildren, isReaper }: Draft): readonly Process[] {
  const own = [...(disownsChildren ? ["'p_sigacts.ps_flag': PS_NOCLDWAIT"] : []), ...(isReaper ? ['p_treeflag: P_TREE_REAPER'] : [])];
  const begin: Process = { name: 'P', group: 'P', set: own, programs: hasIdleThread ? [first, []] : [first] };
  return others.reduce<readonly Process[]>((processes, program, index) => settle(processes, program, places[index]!), [begin]);
}

/** The processes with one more program. */
function settle(processes: readonly Process[], program: readonly Call[], { isThread, of, group, isTraced }: Place): readonly Process[] {
  const home = of % processes.length;
  if (isThread) return processes.map((one, index) => (index === home ? { ...one, programs: [...one.programs, program] } : one));
  const name = 'PQR'[processes.length]!;
  const parent = processes[of % (processes.length + 1)];
  const leader = processes[group % (processes.length + 1)];
  return [
    ...processes,
    {
      name,
      ...(parent && { parent: parent.name }),
      group: leader?.group ?? name,
      set: parent && isTraced ? ['p_flag: P_TRACED', 'p_ptevents: PTRACE_FORK'] : [],
      programs: [program],
    },
  ];
}

function writeProcess({ name, parent, group, set, programs }: Process, draft: Draft): string {
  const fields = [
    `name: '${name}'`,
    ...(parent === undefined ? [] : [`parent: '${parent}'`]),
    `group: '${group}'`,
    ...(draft.uid === 0 ? [] : [`uid: ${draft.uid}`]),
    ...(set.length === 0 ? [] : [`set: { ${set.join(', ')} }`]),
    `threads: [${programs.map((program) => writeProgram(program, staysAfter(program, draft))).join('')}\n      ]`,
  ];
  return `    {\n${fields.map((field) => `      ${field},\n`).join('')}    },\n`;
}

/** A thread without a program of its own stays, too. */
function staysAfter(program: readonly Call[], { programs, stays }: Draft): boolean {
  return stays[programs.indexOf(program)] ?? true;
}

function writeProgram(program: readonly Call[], stays: boolean): string {
  const lines = [...program.map(({ code }) => code), stays ? 'yield* spin();' : 'yield* exit(0);'];
  return `\n        function* (): Routine {\n${lines.map((line) => `          ${line}\n`).join('')}        },`;
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

function numbers(record: Readonly<Record<string, number>>): string {
  const fields = Object.entries(record).map(([name, value]) => `${name}: ${value}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}
