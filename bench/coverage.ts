/** Lists the places of a kernel's model where no thread stands in any of its scenarios: `npm run coverage`. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ourRooms } from '../src/check.ts';
import { findModule } from '../src/cli/modules.ts';
import { type Location, type OpenRequest, UsageError } from '../src/core/index.ts';
import { counted } from '../src/report/index.ts';
import { settle } from '../src/settings.ts';
import { linesNamedFor, type NamedLine, stretchesOf } from './kernelLines.ts';
import { kernelRoutines } from './kernels.ts';
import { runMain } from './runMain.ts';

const usage = [
  'usage: npm run coverage -- [KERNEL] [--max-states N] [--scenarios] [--lines]',
  '',
  '  Searches all scenarios of a kernel (freebsd by default) breadth first, each up to N states (200,000 by default), and',
  '  lists the locations of the model, places where a thread stands between two steps, that none of them reaches. A scenario',
  '  that met the bound is named: it may have reached more.',
  '',
  '  --scenarios  lists all other locations, too, each with a scenario that reaches it',
  '  --lines      goes through the routines that fork: for each line that the model stands for, a scenario that reaches it;',
  '               for the others the reason for leaving them out. Threads can be interrupted at each such line for that.',
];

/** What all scenarios together came to. */
interface Merged {
  readonly scenarios: number;
  /** By text, those of all scenarios. */
  readonly locations: ReadonlyMap<string, Location>;
  /** By text, with the first scenario that reaches it. */
  readonly reached: ReadonlyMap<string, string>;
  /** Names of the scenarios whose search was not complete. */
  readonly bounded: readonly string[];
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'max-states': { type: 'string', default: '200000' },
      scenarios: { type: 'boolean', default: false },
      lines: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return print(usage);
  const maxStates = Number(values['max-states']);
  if (!Number.isInteger(maxStates) || maxStates < 1) throw new UsageError(`--max-states must be a whole number from 1, got ${values['max-states']}`);
  const kernel = positionals[0] ?? 'freebsd';
  if (values.lines) return print(linesReport(kernel, maxStates));
  const { file } = findModule(kernel);
  const merged = mergeAll({ file }, maxStates);
  print([...report(merged), ...(values.scenarios ? reachedBy(merged) : [])]);
}

function mergeAll(request: OpenRequest, maxStates: number): Merged {
  const model = ourRooms.openModel(request);
  const locations = new Map<string, Location>();
  const reached = new Map<string, string>();
  const bounded: string[] = [];
  for (const { name: scenario } of model.scenarios) {
    process.stderr.write(`${scenario}\n`);
    const system = model.compile({ scenario, properties: [] });
    const found = ourRooms.search(system, settle({ maxStates }), ourRooms.openJudge);
    for (const [index, location] of system.locations.entries()) {
      if (location.kind === 'ended') continue;
      const text = textOf(location);
      locations.set(text, location);
      if (found.reached[index] !== 0 && !reached.has(text)) reached.set(text, scenario);
    }
    if (!found.coverage.complete) bounded.push(scenario);
  }
  return { scenarios: model.scenarios.length, locations, reached, bounded };
}

function textOf({ file, line, routine, point }: Location): string {
  return `${file}:${line}  ${point === '' ? routine : `${routine}:${point}`}`;
}

function report(merged: Merged): readonly string[] {
  const { scenarios, locations, reached, bounded } = merged;
  const never = inOrder(merged).filter((text) => !reached.has(text));
  return [
    `${counted(scenarios, 'scenario')}, ${counted(locations.size, 'location')}, ${counted(never.length, 'location')} never reached`,
    ...never.map((text) => `  ${text}`),
    ...(bounded.length === 0 ? [] : [`not searched to the end: ${bounded.join(', ')}`]),
  ];
}

function reachedBy(merged: Merged): readonly string[] {
  const texts = inOrder(merged).filter((text) => merged.reached.has(text));
  const width = Math.max(...texts.map((text) => text.length));
  return ['', 'reached:', ...texts.map((text) => `  ${text.padEnd(width)}  ${merged.reached.get(text)}`)];
}

function inOrder({ locations }: Merged): readonly string[] {
  return [...locations].toSorted(([, a], [, b]) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1)).map(([text]) => text);
}

/** Goes through the kernel's routines line by line. */
function linesReport(kernel: string, maxStates: number): readonly string[] {
  const { file } = findModule(kernel);
  const routines = kernelRoutines[kernel];
  if (!routines) throw new UsageError(`no lines are known of ${kernel}; there are those of ${Object.keys(kernelRoutines).join(', ')}`);
  const all = routines.map((routine) => ({ routine, named: linesNamedFor(routine, dirname(file)) }));
  const { locations, reached } = withStops(file, all.flatMap(({ named }) => named), (request) => mergeAll(request, maxStates));
  const scenarioAt = new Map<string, string>();
  for (const [text, { routine, point }] of locations) {
    const scenario = reached.get(text);
    if (scenario !== undefined) scenarioAt.set(`${routine}:${point}`, scenario);
  }
  return all.flatMap(({ routine, named }) => {
    const shown = stretchesOf(routine, named).map(({ first, last, named: line, reason }) => {
      const lines = (first === last ? `${first}` : `${first}-${last}`).padEnd(9);
      if (!line) return `  ${lines}  left out: ${reason}`;
      if (!line.isRoutine) return `  ${lines}  ${line.routine}, in the step of its caller`;
      return `  ${lines}  ${line.routine}:${line.line}  ${scenarioAt.get(`${line.routine}:${line.line}`) ?? 'never reached'}`;
    });
    return [routine.name, ...shown];
  });
}

/** Lends a model in which threads stop at each of these lines, where else a step would go on over them. */
function withStops<T>(kernel: string, lines: readonly NamedLine[], use: (request: OpenRequest) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'forkcheck-coverage-'));
  const file = join(folder, 'stops.ts');
  const edits = lines.filter(({ isYield, isRoutine }) => isRoutine && !isYield).map(({ routine, code, line }) => ({ routine, find: code, put: stoppingAt(line, code) }));
  const mutation = `mutation({ name: 'stops', title: 'threads stop at each line', edits: ${JSON.stringify(edits)}, caughtBy: {} })`;
  writeFileSync(file, `import { mutation } from 'forkcheck';\nexport { default } from ${JSON.stringify(kernel)};\nexport const stops = ${mutation};\n`);
  try {
    return use({ file, mutation: 'stops' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}


/** A statement with a yield before it; of what stands behind `else`, inside of that branch. */
function stoppingAt(line: number, code: string): string {
  if (!code.startsWith('else ')) return `yield ${line}; ${code}`;
  const rest = code.slice('else '.length);
  const condition = rest.startsWith('if (') ? conditionOf(rest) : '';
  // What stands at the end of the line may be a comment.
  return `else ${condition}{ yield ${line}; ${rest.slice(condition.length)}\n}`;
}

/** From `if` to the parenthesis that closes its condition. */
function conditionOf(statement: string): string {
  let open = 0;
  for (let at = 0; at < statement.length; at++) {
    if (statement[at] === '(') open++;
    if (statement[at] === ')' && --open === 0) return statement.slice(0, at + 1);
  }
  return statement;
}

runMain(main);
