import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Call } from './call.ts';
import type { DrawnProcess } from './processTree.ts';

/** Names by the module that exports them. */
export type Imports = Readonly<Record<string, readonly string[]>>;

/** A scenario as data; `moduleText` is the module that it stands for. */
export interface DrawnScenario {
  readonly imports: Imports;
  /** Processes before the drawn ones, as code. */
  readonly before: readonly string[];
  readonly processes: readonly DrawnProcess<readonly Call[]>[];
  /** What every program does in the end, as code. */
  readonly end?: string;
  readonly params: Readonly<Record<string, number>>;
}

/** What a drawn scenario is called. */
export const drawnName = 'drawn';

/** A module with the scenario, to be kept as it is. */
export function moduleText(drawn: DrawnScenario): string {
  const { imports, before, processes, params, end } = drawn;
  return [
    "import { scenario } from 'forkcheck';",
    "import type { Routine } from 'forkcheck';",
    ...Object.entries(imports).map(([module, names]) => `import { ${names.join(', ')} } from '${placeOf(module)}';`),
    '',
    `export const ${drawnName} = scenario({`,
    `  name: '${drawnName}',`,
    `  title: '${titleOf(processes)}',`,
    ...(Object.keys(params).length === 0 ? [] : [`  params: ${numbersText(params)},`]),
    '  processes: [',
    ...before.map((code) => `    ${code},`),
    ...processes.map((one) => processText(one, [], (program) => [...program.map(({ code }) => code), ...(end === undefined ? [] : [end])])),
    '  ],',
    '});',
    '',
  ].join('\n');
}

/** Does something with a module that is there only as long as it takes. */
export function withModule<T>(drawn: DrawnScenario, act: (file: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'forkcheck-drawn-'));
  const file = join(folder, 'drawn.ts');
  try {
    writeFileSync(file, moduleText(drawn));
    return act(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function placeOf(module: string): string {
  return module.startsWith('forkcheck') ? module : resolve(module).replaceAll('\\', '/');
}

/** What the programs call, those of one process joined by a plus; `root` is the parent of those that have none among them. */
export function titleOf(processes: readonly DrawnProcess<readonly Call[]>[], root?: string): string {
  const shown = processes.map(({ name, parent = root, group, programs }) => {
    const called = programs.map((program) => program.map(({ name }) => name).join(', ')).join(' + ');
    return `${parent === undefined ? '' : `${parent} > `}${name}${group === name ? '' : ` in ${group}`}: ${called}`;
  });
  return shown.join(' | ');
}

/** A process with further fields, as code, and the statements of each of its programs. */
export function processText<P>({ name, parent, group, programs }: DrawnProcess<P>, fields: readonly string[], statements: (program: P) => readonly string[]): string {
  const all = [
    `name: '${name}'`,
    ...(parent === undefined ? [] : [`parent: '${parent}'`]),
    `group: '${group}'`,
    ...fields,
    `threads: [${programs.map((program) => programText(statements(program))).join('')}\n      ]`,
  ];
  return `    {\n${all.map((field) => `      ${field},\n`).join('')}    },`;
}

function programText(statements: readonly string[]): string {
  return `\n        function* (): Routine {\n${statements.map((line) => `          ${line}\n`).join('')}        },`;
}

/** Numbers by name, as code. */
export function numbersText(record: Readonly<Record<string, number>>): string {
  const fields = Object.entries(record).map(([name, value]) => `${name}: ${value}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}
