/** Brings historical bugs back, one at a time, and sees whether they are caught: `npm run zoo`. */
import { parseArgs } from 'node:util';
import { zoo } from '../models/freebsd/zoo.ts';
import { ourRooms } from '../src/check.ts';
import { findModule } from '../src/cli/modules.ts';
import { counted, grouped } from '../src/report/index.ts';
import { type CatchResult, catchesOf, judgeCatch } from './catches.ts';

const usage = [
  'usage: npm run zoo -- [ENTRY...] [--max-states N] [--json]',
  '',
  '  Checks for each mutation of the FreeBSD model that the scenario which is to catch it breaks its property, and keeps it without the',
  '  mutation. An entry is a historical bug (FB-1) or a mutation (lender-runs): all by default. A search ends after N states (1,000,000',
  '  by default). Exit code 1: a mutation is not caught, or the property does not hold without it.',
];

/** A result with the entry that its mutation brings back; small breaks of the model have none. */
interface Row extends CatchResult {
  readonly entry: string;
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'max-states': { type: 'string', default: '1000000' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return print(usage);
  const maxStates = Number(values['max-states']);
  if (!Number.isInteger(maxStates) || maxStates < 1) throw new RangeError(`--max-states must be a whole number from 1, got ${values['max-states']}`);
  const rows = rowsOf(positionals, maxStates);
  const absent = zoo.flatMap((one) => ('absent' in one && (positionals.length === 0 || positionals.includes(one.entry)) ? [one] : []));
  if (rows.length + absent.length === 0) throw new RangeError(`nothing is called ${positionals.join(' or ')}; \`npm run forkcheck -- list mutations freebsd\` lists the mutations`);
  print(values.json ? [JSON.stringify({ rows, absent })] : [...table(rows), '', ...absent.map(({ entry, absent }) => `${entry}: no place here, ${absent}`), '', summary(rows)]);
  if (rows.some(({ caught }) => !caught)) process.exitCode = 1;
}

function rowsOf(wanted: readonly string[], maxStates: number): readonly Row[] {
  const { file } = findModule('freebsd');
  const all = catchesOf(ourRooms.openModel({ file }).mutations).map((one) => ({ ...one, entries: entriesOf(one.mutation) }));
  const chosen = all.filter(({ mutation, entries }) => wanted.length === 0 || [mutation, ...entries].some((name) => wanted.includes(name)));
  return chosen.map((one) => {
    process.stderr.write(`${one.mutation} in ${one.scenario}\n`);
    return { entry: one.entries.join(', '), ...judgeCatch(file, one, maxStates) };
  });
}

function entriesOf(mutation: string): readonly string[] {
  return zoo.flatMap((one) => ('mutations' in one && one.mutations.includes(mutation) ? [one.entry] : []));
}

/** One line a catch, those of historical bugs first. */
function table(rows: readonly Row[]): readonly string[] {
  const cells = [
    ['entry', 'mutation', 'scenario', 'property', 'search', 'states', 'steps', 'without it', 'states'],
    ...rows.toSorted((a, b) => Number(a.entry === '') - Number(b.entry === '')).map(cellsOf),
  ];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((line) => line[column]!.length)));
  const isNumber = (column: number): boolean => column === 5 || column === 6 || column === 8;
  return cells.map((line) => line.map((cell, column) => (isNumber(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join('  ').trimEnd());
}

function cellsOf({ entry, mutation, scenario, property, complete, states, steps, without, statesWithout }: Row): string[] {
  const search = complete ? 'bfs, complete' : 'bfs, bounded';
  return [entry === '' ? '-' : entry, mutation, scenario, property, search, grouped(states), steps === null ? 'not caught' : String(steps), without, grouped(statesWithout)];
}

function summary(rows: readonly Row[]): string {
  const missed = rows.filter(({ caught }) => !caught);
  if (missed.length === 0) return `${counted(rows.length, 'catch', 'catches')}, all as they should be`;
  return `not as it should be: ${missed.map(({ mutation, scenario, property }) => `${mutation} in ${scenario} by ${property}`).join(', ')}`;
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

main();
