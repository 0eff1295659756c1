/** Lists the places of a kernel's model where no thread stands in any of its scenarios: `npm run coverage`. */
import { parseArgs } from 'node:util';
import { check, compile, ourRooms } from '../src/check.ts';
import { findModule } from '../src/cli/modules.ts';
import type { Location } from '../src/core/index.ts';
import { counted } from '../src/report/index.ts';

const usage = [
  'usage: npm run coverage -- [KERNEL] [--max-states N]',
  '',
  '  Searches all scenarios of a kernel (freebsd by default) breadth first, each up to N states (200,000 by default), and',
  '  lists the locations of the model, places where a thread stands between two steps, that none of them reaches. A scenario',
  '  that met the bound is named: it may have reached more.',
];

/** What all scenarios together came to. */
interface Merged {
  readonly scenarios: number;
  /** By text, those of all scenarios. */
  readonly locations: ReadonlyMap<string, Location>;
  readonly reached: ReadonlySet<string>;
  /** Names of the scenarios whose search was not complete. */
  readonly bounded: readonly string[];
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { 'max-states': { type: 'string', default: '200000' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) return print(usage);
  const maxStates = Number(values['max-states']);
  if (!Number.isInteger(maxStates) || maxStates < 1) throw new RangeError(`--max-states must be a whole number from 1, got ${values['max-states']}`);
  print(report(mergeAll(findModule(positionals[0] ?? 'freebsd').file, maxStates)));
}

function mergeAll(kernel: string, maxStates: number): Merged {
  const { scenarios } = ourRooms.openModel({ file: kernel });
  const locations = new Map<string, Location>();
  const reached = new Set<string>();
  const bounded: string[] = [];
  for (const { name: scenario } of scenarios) {
    process.stderr.write(`${scenario}\n`);
    // One check is enough, and the one for deadlocks costs least.
    const input = { kernel, scenario, properties: ['deadlock'] };
    const { unreached = [], coverage } = check(input, { maxStates, demonstrate: false, coverage: true });
    const missed = new Set(unreached.map(textOf));
    for (const location of compile(input).locations) {
      if (location.kind === 'ended') continue;
      const text = textOf(location);
      locations.set(text, location);
      if (!missed.has(text)) reached.add(text);
    }
    if (!coverage.complete) bounded.push(scenario);
  }
  return { scenarios: scenarios.length, locations, reached, bounded };
}

function textOf({ file, line, routine, point }: Location): string {
  return `${file}:${line}  ${point === '' ? routine : `${routine}:${point}`}`;
}

function report({ scenarios, locations, reached, bounded }: Merged): readonly string[] {
  const never = [...locations].filter(([text]) => !reached.has(text)).toSorted(([, a], [, b]) => order(a, b));
  return [
    `${counted(scenarios, 'scenario')}, ${counted(locations.size, 'location')}, ${counted(never.length, 'location')} never reached`,
    ...never.map(([text]) => `  ${text}`),
    ...(bounded.length === 0 ? [] : [`not searched to the end: ${bounded.join(', ')}`]),
  ];
}

function order(a: Location, b: Location): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line;
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

main();
