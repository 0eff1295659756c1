/** Brings historical bugs back, one at a time, and sees whether they are caught: `npm run zoo`. */
import { parseArgs } from 'node:util';
import { ourRooms } from '../src/check.ts';
import { findModule } from '../src/cli/modules.ts';
import { UsageError } from '../src/core/index.ts';
import { counted, grouped } from '../src/report/index.ts';
import { type CatchResult, catchesOf, judgeCatch } from './catches.ts';
import { type ZooEntry, zoos } from './kernels.ts';
import { runMain } from './runMain.ts';

const usage = [
  'usage: npm run zoo -- [ENTRY...] [--kernel NAME] [--max-states N] [--json]',
  '',
  '  Checks for each mutation of a kernel (all that have such a list by default) that the scenario which is to catch it breaks its',
  '  property, and keeps it without the mutation. An entry is a historical bug (FB-1) or a mutation (lender-runs): all by default.',
  '  A search ends after N states (1,000,000 by default). Exit code 1: a mutation is not caught, or the property does not hold',
  '  without it.',
];

/** A result with the entry that its mutation brings back; small breaks of the model have none. */
interface Row extends CatchResult {
  readonly kernel: string;
  readonly entry: string;
}

/** An entry that no mutation of the kernel brings back, and why. */
interface Remark {
  readonly kernel: string;
  readonly entry: string;
  readonly remark: string;
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      kernel: { type: 'string' },
      'max-states': { type: 'string', default: '1000000' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return print(usage);
  const maxStates = Number(values['max-states']);
  if (!Number.isInteger(maxStates) || maxStates < 1) throw new UsageError(`--max-states must be a whole number from 1, got ${values['max-states']}`);
  const kernels = kernelsOf(values.kernel);
  const rows = kernels.flatMap((kernel) => rowsOf(kernel, positionals, maxStates));
  const remarks = kernels.flatMap((kernel) => remarksOf(kernel, positionals));
  if (rows.length + remarks.length === 0) throw new UsageError(`nothing is called ${positionals.join(' or ')}; \`npm run forkcheck -- list mutations\` lists the mutations`);
  print(values.json ? [JSON.stringify({ rows, remarks })] : [...table(rows), '', ...remarks.map(({ kernel, entry, remark }) => `${kernel} ${entry}: ${remark}`), '', summary(rows)]);
  if (rows.some(({ caught }) => !caught)) process.exitCode = 1;
}

function kernelsOf(wanted: string | undefined): readonly string[] {
  const known = Object.keys(zoos);
  if (wanted === undefined) return known;
  if (!known.includes(wanted)) throw new UsageError(`no kernel with historical bugs is called ${wanted}; there are: ${known.join(', ')}`);
  return [wanted];
}

function zooOf(kernel: string): readonly ZooEntry[] {
  return zoos[kernel] ?? [];
}

function rowsOf(kernel: string, wanted: readonly string[], maxStates: number): readonly Row[] {
  const { file } = findModule(kernel);
  const all = catchesOf(ourRooms.openModel({ file }).mutations).map((one) => ({ ...one, entries: entriesOf(kernel, one.mutation) }));
  const chosen = all.filter(({ mutation, entries }) => wanted.length === 0 || [mutation, ...entries].some((name) => wanted.includes(name)));
  return chosen.map((one) => {
    process.stderr.write(`${kernel}: ${one.mutation} in ${one.scenario}\n`);
    return { kernel, entry: one.entries.join(', '), ...judgeCatch(file, one, maxStates) };
  });
}

function entriesOf(kernel: string, mutation: string): readonly string[] {
  return zooOf(kernel).flatMap((one) => ('mutations' in one && one.mutations.includes(mutation) ? [one.entry] : []));
}

/** What the kernel says of entries that it has no mutation for. */
function remarksOf(kernel: string, wanted: readonly string[]): readonly Remark[] {
  return zooOf(kernel).flatMap((one) => {
    if (wanted.length > 0 && !wanted.includes(one.entry)) return [];
    if ('absent' in one) return [{ kernel, entry: one.entry, remark: `no place here, ${one.absent}` }];
    return 'present' in one ? [{ kernel, entry: one.entry, remark: `not repaired yet, ${one.present[0]} breaks ${one.present[1]}` }] : [];
  });
}

/** One line a catch, those of historical bugs first. */
function table(rows: readonly Row[]): readonly string[] {
  const cells = [
    ['kernel', 'entry', 'mutation', 'scenario', 'property', 'search', 'states', 'steps', 'without it', 'states'],
    ...rows.toSorted((a, b) => Number(a.entry === '') - Number(b.entry === '')).map(cellsOf),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((line) => line[column]!.length)));
  const isNumber = (column: number): boolean => column === 6 || column === 7 || column === 9;
  return cells.map((line) => line.map((cell, column) => (isNumber(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join('  ').trimEnd());
}

function cellsOf({ kernel, entry, mutation, scenario, property, complete, states, steps, without, statesWithout }: Row): string[] {
  const search = complete ? 'bfs, complete' : 'bfs, bounded';
  return [kernel, entry === '' ? '-' : entry, mutation, scenario, property, search, grouped(states), steps === null ? 'not caught' : String(steps), without, grouped(statesWithout)];
}

function summary(rows: readonly Row[]): string {
  const missed = rows.filter(({ caught }) => !caught);
  if (missed.length === 0) return `${counted(rows.length, 'catch', 'catches')}, all as they should be`;
  return `not as it should be: ${missed.map(({ kernel, mutation, scenario, property }) => `${mutation} of ${kernel} in ${scenario} by ${property}`).join(', ')}`;
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

runMain(main);
