/** Looks for bugs in scenarios that nobody has thought of: `npm run hunt`. */
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { findModule } from '../src/cli/modules.ts';
import { findPackageRoot } from '../src/compile/packageRoot.ts';
import { UsageError } from '../src/core/index.ts';
import { counted, grouped } from '../src/report/index.ts';
import { drafts } from './hunt/drafts.ts';
import { type Hunted, hunt, type Sighting } from './hunt/hunt.ts';
import { knownFindings } from './hunt/known.ts';
import { runMain } from './runMain.ts';

const usage = [
  'usage: npm run hunt -- [--minutes N] [--count N] [--seed N] [--max-states N] [--run-states N] [--save DIR]',
  '',
  '  Draws scenarios of the FreeBSD model: all pairs of system calls in an order of its own for each seed (1 by default), and three and four,',
  '  in threads and processes of any tree and groups, with and without debuggers, reapers and limits. Each is searched up to N states (20,000 by',
  '  default) and judged by all claims of the kernel; claims about runs where there are no more than N states (10,000 by default). What',
  '  breaks in a way that counterexamples/ does not show is made small and saved to DIR (.tmp/hunt by default), the scenario beside the run.',
  '  Ends after N minutes (60 by default), or N drafts.',
];

function main(): void {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '60' },
      count: { type: 'string' },
      seed: { type: 'string', default: '1' },
      'max-states': { type: 'string', default: '20000' },
      'run-states': { type: 'string', default: '10000' },
      save: { type: 'string', default: '.tmp/hunt' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return print(usage);
  const count = values.count === undefined ? Infinity : wholeNumber('--count', values.count);
  // Who says how many drafts gets as many, however long it takes.
  const seconds = values.count === undefined ? 60 * wholeNumber('--minutes', values.minutes) : Infinity;
  const seed = wholeNumber('--seed', values.seed);
  const begin = performance.now();
  const { file } = findModule('freebsd');
  const hunted = hunt({
    kernel: { file, reference: 'freebsd' },
    drafts: drafts(seed),
    series: `hunt-${seed}`,
    maxStates: wholeNumber('--max-states', values['max-states']),
    maxRunStates: wholeNumber('--run-states', values['run-states']),
    folder: values.save,
    known: knownFindings(file, join(findPackageRoot(), 'counterexamples')),
    goesOn: (done) => done < count && performance.now() - begin < 1000 * seconds,
    note: (line) => process.stderr.write(`${line}\n`),
  });
  print(report(hunted));
  if (hunted.sightings.some(({ known }) => known === undefined)) process.exitCode = 1;
}

function report({ drafts, states, complete, runs, exhausted, sightings }: Hunted): readonly string[] {
  const [known, fresh] = [sightings.filter((one) => one.known !== undefined), sightings.filter((one) => one.known === undefined)];
  return [
    `${counted(drafts, 'draft')}, ${grouped(complete)} searched to the end, ${counted(states, 'state')}; runs of ${grouped(runs)}`,
    ...(exhausted === 0 ? [] : [`${counted(exhausted, 'draft')} ran out of structs`]),
    ...section('known', known),
    ...section('new', fresh),
  ];
}

function section(title: string, sightings: readonly Sighting[]): readonly string[] {
  if (sightings.length === 0) return [`${title}: nothing`];
  const lines = sightings.toSorted((a, b) => b.count - a.count).flatMap(({ signature, count, title: first, known, file }) => [
    `  ${signature}`,
    `    ${counted(count, 'draft')}, the first: ${first}; ${known ?? file}`,
  ]);
  return [`${title}:`, ...lines];
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new UsageError(`${option} must be a whole number from 1, got ${text}`);
  return value;
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

runMain(main);
