/** Runs forkcheck and its peers side by side and prints ratios: `npm run bench`. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findPackageRoot } from '../src/compile/packageRoot.ts';
import { UsageError } from '../src/core/index.ts';
import { lockModels } from './locks.ts';
import { murphi, promela } from './peers.ts';
import { measureRandom, randomTable } from './random.ts';
import { measureReductions, reductionsTable } from './reductions.ts';
import { runMain } from './runMain.ts';
import type { SearchCost } from './searchOnce.ts';
import { visitedCosts } from './visited.ts';
import { measureWorkers } from './workers.ts';

/** One line of the result; `ratio` is ours divided by the peer's. */
interface Row {
  readonly name: string;
  readonly metric: string;
  readonly ours: number;
  readonly peer: number | null;
  readonly ratio: number | null;
}

/** What a peer's run took. */
interface PeerCost {
  readonly states: number;
  readonly seconds: number;
  /** For stored states, without hash table and search stack; absent where the peer does not say. */
  readonly bytes?: number;
}

interface Plan {
  /** Slots of the pidlife that SPIN runs, and of the one for Rumur, which is much slower. */
  readonly spinSlots: number;
  readonly rumurSlots: number;
  readonly runs: number;
  /** States that a FreeBSD scenario may store. */
  readonly maxStates: number;
  /** Leaves the larger models out. */
  readonly quick: boolean;
}

const usage = [
  'usage: npm run bench -- [--quick | --workers | --visited | --random [--quick] | --reductions [NAME] [--max-states N] [--max-seconds N]] [--json] [--runs N]',
  '',
  '  Searches pidlife-N in forkcheck, SPIN and Rumur, four classics in forkcheck and SPIN, and three FreeBSD scenarios in\n  forkcheck, one thread each; and two large ones in forkcheck on two.',
  '  Numbers are medians of several runs, taken in turns; "ratio" is ours divided by the peer\'s.',
  '',
  '  --quick    smaller models: half a minute instead of a quarter of an hour',
  '  --workers  instead: only one search on two threads, and two at once on one each, beside one on one',
  '  --visited  instead: pidlife-5 with each kind of visited set; the peer is the exact one',
  '  --random   instead: how soon random walks of each strategy meet planted bugs, in walks / steps (medians over seeds)',
  '  --reductions [NAME]\n             instead: by what factor each reduction has fewer states (sleep sets: steps) in the scenarios whose names contain NAME,\n             each searched up to N states (100,000 by default) and seconds (no bound); stops if a verdict differs from that of the plain search',
  '  --json     print [{name, metric, ours, peer, ratio}]',
  '  --runs N   runs of each program: 3 by default, 1 with --quick',
];

const root = findPackageRoot();
const pidlifeFile = join(root, 'bench/pidlife.ts');
const ratesBesideSpin = 'states per second, peer SPIN';
const freebsd = ['killpg-fork', 'vfork-exec', 'fork-limit'];

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      workers: { type: 'boolean', default: false },
      visited: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      random: { type: 'boolean', default: false },
      reductions: { type: 'boolean', default: false },
      'max-states': { type: 'string', default: '100000' },
      'max-seconds': { type: 'string', default: 'Infinity' },
      help: { type: 'boolean', default: false },
      runs: { type: 'string' },
    },
  });
  if (values.help) return print(usage);
  const runs = Number(values.runs ?? (values.quick ? 1 : 3));
  if (!Number.isInteger(runs) || runs < 1) throw new UsageError(`--runs must be a whole number from 1, got ${values.runs}`);
  if (values.random) {
    const met = measureRandom(values.quick ? { seeds: 3, mostSteps: 20_000 } : { seeds: 11, mostSteps: 100_000 }, note);
    return print(values.json ? [JSON.stringify(met)] : randomTable(met));
  }
  if (values.reductions) {
    const measured = measureReductions({ maxStates: Number(values['max-states']), maxSeconds: Number(values['max-seconds']) }, positionals[0] ?? '', note);
    return print(values.json ? [JSON.stringify(measured)] : reductionsTable(measured));
  }
  const plan = values.quick
    ? { spinSlots: 5, rumurSlots: 4, runs, maxStates: 100_000, quick: true }
    : { spinSlots: 6, rumurSlots: 5, runs, maxStates: 2_000_000, quick: false };
  const rows = values.workers ? workersRows(values.quick, runs) : values.visited ? visitedRows(runs) : measure(plan);
  print(values.json ? [JSON.stringify(rows)] : table(rows));
}

function measure(plan: Plan): Row[] {
  const missing = ['spin', 'rumur', 'gcc'].filter((tool) => !isInstalled(tool));
  if (missing.length > 0) note(`not installed, so not compared: ${missing.join(', ')}`);
  const folder = mkdtempSync(join(tmpdir(), 'forkcheck-bench-'));
  try {
    const has = (tool: string): boolean => !missing.includes(tool) && !missing.includes('gcc');
    const besideSpin = [
      ...spinRows(plan, has('spin') ? buildSpin(folder, promela(plan.spinSlots), 26) : undefined),
      ...lockRows(plan, (text) => (has('spin') ? buildSpin(folder, text, 24) : undefined)),
    ];
    return [
      ...besideSpin,
      ...meanRows(besideSpin.filter(({ metric }) => metric === ratesBesideSpin)),
      ...workersRows(plan.quick, plan.runs),
      ...rumurRows(plan, has('rumur') ? buildRumur(folder, plan.rumurSlots) : undefined),
      ...freebsdRows(plan),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The geometric means of rates, and of their ratios. */
function meanRows(rows: readonly Row[]): Row[] {
  const peers = rows.flatMap(({ peer }) => (peer === null ? [] : [peer]));
  return peers.length < rows.length || rows.length < 2 ? [] : [row('geometric mean', ratesBesideSpin, geometricMean(rows.map(({ ours }) => ours)), geometricMean(peers))];
}

const geometricMean = (all: readonly number[]): number => Math.exp(all.reduce((sum, one) => sum + Math.log(one), 0) / all.length);

/** Two workers can gain no more than two searches at once do: that much the machine gives. */
function workersRows(quick: boolean, runs: number): Row[] {
  return measureWorkers(quick, runs, note).flatMap((costs) => {
    const [{ name } = { name: '' }] = costs;
    const one = median(costs.map((cost) => cost.one));
    return [
      row(name, 'states per second, two workers, peer one', median(costs.map(({ two }) => two)), one),
      row(name, 'states per second, two searches at once, peer one', median(costs.map(({ pair }) => pair)), one),
    ];
  });
}

function spinRows({ spinSlots, runs }: Plan, spin: (() => PeerCost) | undefined): Row[] {
  const name = `pidlife-${spinSlots}`;
  const { ours, peer } = inTurns(name, 'SPIN', runs, () => ourPidlife(spinSlots), spin);
  agree(name, ours, peer, 1);
  return [
    row(name, ratesBesideSpin, median(ours.map(rate)), peer && median(peer.map(rate))),
    row(name, 'bytes a stored state, peer SPIN', median(ours.map(weight)), peer && median(peer.map(weight))),
  ];
}

function lockRows({ runs, quick }: Plan, build: (text: string) => (() => PeerCost) | undefined): Row[] {
  if (quick) return [];
  return lockModels.map(({ file, scenario, promela: text }) => {
    const { ours, peer } = inTurns(scenario, 'SPIN', runs, () => search(join(root, file), scenario, Infinity), build(text));
    agree(scenario, ours, peer, 0);
    return row(scenario, ratesBesideSpin, median(ours.map(rate)), peer && median(peer.map(rate)));
  });
}

function rumurRows({ rumurSlots, runs }: Plan, rumur: (() => PeerCost) | undefined): Row[] {
  const name = `pidlife-${rumurSlots}`;
  const { ours, peer } = inTurns(name, 'Rumur', runs, () => ourPidlife(rumurSlots), rumur);
  agree(name, ours, peer, 0);
  return [row(name, 'states per second, peer Rumur', median(ours.map(rate)), peer && median(peer.map(rate)))];
}

/** What the kinds of visited sets take, and find, beside the exact one. */
function visitedRows(runs: number): Row[] {
  const scenario = 'pidlife-5';
  const [exact = [], ...lossy] = visitedCosts(scenario, runs);
  const peer = (of: (cost: PeerCost) => number): number => median(exact.map(of));
  return [exact, ...lossy].flatMap((costs) => {
    const [{ visited, states, expectedOmitted } = { visited: '', states: NaN, expectedOmitted: NaN }] = costs;
    const name = `${scenario} ${visited}`;
    return [
      row(name, 'states per second', median(costs.map(rate)), peer(rate)),
      row(name, 'bytes a state found', median(costs.map(weight)), peer(weight)),
      row(name, 'states omitted', peer((cost) => cost.states) - states, undefined),
      row(name, 'states expected to be omitted', expectedOmitted, undefined),
    ];
  });
}

function freebsdRows({ runs, maxStates }: Plan): Row[] {
  const kernel = join(root, 'models/freebsd/index.ts');
  if (!existsSync(kernel)) return [];
  return freebsd.map((scenario) => {
    const { ours } = inTurns(`freebsd ${scenario}`, '', runs, () => search(kernel, scenario, maxStates), undefined);
    return row(`freebsd ${scenario}`, 'states per second', median(ours.map(rate)), undefined);
  });
}

/** Alternates, so that whatever else the machine does falls on both. */
function inTurns(
  name: string,
  peerName: string,
  runs: number,
  runOurs: () => SearchCost,
  runPeer: (() => PeerCost) | undefined,
): { readonly ours: readonly SearchCost[]; readonly peer: readonly PeerCost[] | undefined } {
  const ours: SearchCost[] = [];
  const peer: PeerCost[] = [];
  for (let run = 0; run < runs; run++) {
    ours.push(noted(`${name} forkcheck`, runOurs()));
    if (runPeer) peer.push(noted(`${name} ${peerName}`, runPeer()));
  }
  return { ours, peer: runPeer && peer };
}

const ourPidlife = (slots: number): SearchCost => search(pidlifeFile, `pidlife-${slots}`, Infinity);

function search(file: string, scenario: string, maxStates: number): SearchCost {
  const once = join(dirname(fileURLToPath(import.meta.url)), 'searchOnce.js');
  const options = ['--max-old-space-size=12000', once, file, scenario, String(maxStates)];
  return JSON.parse(execFileSync(process.execPath, options, { encoding: 'utf8' })) as SearchCost;
}

/** SPIN's best flags for an exact search without reduction; `slots` is the logarithm of the size of its hash table. */
function buildSpin(folder: string, text: string, slots: number): () => PeerCost {
  writeFileSync(join(folder, 'model.pml'), text);
  shell(folder, 'spin', ['-o1', '-o2', '-o3', '-a', 'model.pml']);
  shell(folder, 'gcc', ['-O3', '-DSAFETY', '-DNOREDUCE', '-DMEMLIM=16000', '-o', 'pan', 'pan.c']);
  return () => {
    const said = shell(folder, './pan', ['-E', '-m10000000', `-w${slots}`]);
    // It says so only where its compression gained something.
    const actual = /([\d.]+)\tactual memory usage for states/.exec(said)?.[1];
    return {
      states: numberIn(said, /(\d+) states, stored/),
      seconds: numberIn(said, /elapsed time ([\d.e+-]+) seconds/),
      ...(actual !== undefined && { bytes: Number(actual) * 2 ** 20 }),
    };
  };
}

function buildRumur(folder: string, slots: number): () => PeerCost {
  writeFileSync(join(folder, 'pidlife.m'), murphi(slots));
  shell(folder, 'rumur', ['--threads', '1', '--deadlock-detection', 'off', '--output', 'rumur.c', 'pidlife.m']);
  shell(folder, 'gcc', ['-O3', '-march=native', '-mcx16', 'rumur.c', '-o', 'rumur', '-lpthread', '-latomic']);
  return () => {
    const before = performance.now();
    const said = shell(folder, './rumur', []);
    return { states: numberIn(said, /(\d+) states, \d+ rules fired/), seconds: (performance.now() - before) / 1000 };
  };
}

function shell(folder: string, command: string, options: readonly string[]): string {
  return execFileSync(command, options, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

function isInstalled(tool: string): boolean {
  return (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, tool)));
}

function numberIn(text: string, pattern: RegExp): number {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`forkcheck bug: ${pattern} is not in what the peer printed:\n${text}`);
  return Number(found);
}

/** Rates of different state spaces say nothing. `extra` is how many more states the peer counts. */
function agree(name: string, ours: readonly SearchCost[], peer: readonly PeerCost[] | undefined, extra: number): void {
  const states = ours[0]?.states;
  const stranger = peer?.find((one) => one.states - extra !== states);
  if (stranger) throw new Error(`${name}: forkcheck found ${states} states, the peer ${stranger.states - extra}`);
}

const rate = ({ states, seconds }: SearchCost | PeerCost): number => states / seconds;
const weight = ({ states, bytes = NaN }: SearchCost | PeerCost): number => bytes / states;

function median(all: readonly number[]): number {
  const sorted = all.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = NaN, high = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

function row(name: string, metric: string, ours: number, peer: number | undefined): Row {
  const rounded = (value: number): number => Number(value.toPrecision(4));
  return { name, metric, ours: rounded(ours), peer: peer === undefined ? null : rounded(peer), ratio: peer === undefined ? null : rounded(ours / peer) };
}

function table(rows: readonly Row[]): string[] {
  const show = (value: number | null): string => (value === null ? '-' : value >= 1000 ? Math.round(value).toLocaleString('en-US') : value.toFixed(2));
  const lines = [
    ['model', 'metric', 'forkcheck', 'peer', 'ratio'],
    ...rows.map(({ name, metric, ours, peer, ratio }) => [name, metric, show(ours), show(peer), show(ratio)]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const pad = (cell: string, column: number): string => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0));
  return lines.map((line) => line.map(pad).join('  '));
}

function noted<T extends SearchCost | PeerCost>(name: string, cost: T): T {
  note(`${name}: ${cost.states} states in ${cost.seconds.toFixed(2)} s`);
  return cost;
}

function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

function print(lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}

runMain(main);
