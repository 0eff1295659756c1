import { type Draft, sizeOf } from './drafts.ts';
import type { Call } from './calls.ts';

/** A process of a scenario, with the programs that its threads run. */
interface Process {
  readonly name: string;
  readonly parent?: string;
  readonly group: string;
  readonly programs: readonly (readonly Call[])[];
}

/** A module with these drafts as scenarios. */
export function writeModule(drafts: ReadonlyMap<string, Draft>): string {
  return `${head}${[...drafts].map(([name, draft]) => writeScenario(name, draft)).join('')}`;
}

const head = `import { scenario } from 'forkcheck';
import type { Routine } from 'forkcheck';
import { RFFDG, RFMEM, RFNOWAIT, RFPROC, RFSPAWN, RFTHREAD } from 'forkcheck/models/freebsd/forkFlags.ts';
import { PS_NOCLDWAIT, SIGCONT, SIGKILL, SIGSTOP, SIGTERM } from 'forkcheck/models/freebsd/state.ts';
import {
  close, execve, exit, fork, kill, killpg, pause, pdfork, procctl_reap, reap, rfork, setpgid, setsid, setuid, spin, thr_exit, thr_new, vfork,
  wait4,
} from 'forkcheck/models/freebsd/user.ts';
import { WCONTINUED, WUNTRACED } from 'forkcheck/models/freebsd/waitOptions.ts';

function* quit(): Routine {
  yield* exit(0);
}
`;

function writeScenario(name: string, draft: Draft): string {
  const processes = processesOf(draft);
  const text = processes.map((one, index) => writeProcess(one, draft, index === 0));
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
  const shown = processesOf(draft).map(({ programs }) => programs.map((program) => program.map(({ name }) => name).join(', ')).join(' + '));
  return `${draft.shape}: ${shown.join(' | ')}`;
}

function processesOf({ shape, programs }: Draft): readonly Process[] {
  const named = programs.map((program, index) => ({ name: 'PQR'[index]!, programs: [program] }));
  const [first, ...others] = named;
  switch (shape) {
    case 'threads':
      return [{ name: 'P', group: 'P', programs }];
    case 'family':
      return [{ ...first!, group: 'P' }, ...others.map((one) => ({ ...one, parent: 'P', group: 'P' }))];
    case 'line':
      return named.map((one, index) => ({ ...one, group: 'P', ...(index > 0 && { parent: named[index - 1]!.name }) }));
    case 'group':
      return named.map((one) => ({ ...one, group: 'P' }));
    case 'strangers':
      return named.map((one) => ({ ...one, group: one.name }));
    case 'threads-and-stranger': {
      const rest = programs.length > 2 ? programs.slice(0, -1) : [programs[0]!, []];
      return [{ name: 'P', group: 'P', programs: rest }, { name: 'Q', group: 'Q', programs: [programs.at(-1)!] }];
    }
  }
}

function writeProcess({ name, parent, group, programs }: Process, draft: Draft, isFirst: boolean): string {
  const fields = [
    `name: '${name}'`,
    ...(parent === undefined ? [] : [`parent: '${parent}'`]),
    `group: '${group}'`,
    ...(draft.uid === 0 ? [] : [`uid: ${draft.uid}`]),
    ...(isFirst && draft.disownsChildren ? ["set: { 'p_sigacts.ps_flag': PS_NOCLDWAIT }"] : []),
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
  const atRest = 2 + processes.length; // with the swapper and init
  return {
    procs: 1 + processes.length + size.processes,
    threads: 1 + threads + size.threads,
    pgrps: 1 + new Set(processes.map(({ group }) => group)).size + size.groups,
    sessions: 1 + size.sessions,
    procdescs: size.files,
    pid_max: 3 + processes.length + size.processes,
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
