import { omissionText } from './omissionText.ts';
import { sampleText } from './sampleText.ts';
import { symmetryText } from './symmetryText.ts';
import { unreachedText } from './unreachedText.ts';
import { counted, grouped } from './counted.ts';
import { forEver, lanes, lengthOf } from './lanes.ts';
import { type Paint, paintVerdict } from './paint.ts';
import type { CheckReport, CounterexampleReport, PropertyReport, RunReport } from './report.ts';

/** Tells a check in text: what was checked, the verdicts, what was searched, and each counterexample as lanes. */
export function textReport(report: CheckReport, paint: Paint): readonly string[] {
  return [
    ...title(report, paint),
    '',
    ...verdictTable(report.properties, paint),
    '',
    searched(report),
    ...(report.coverage.omission === undefined ? [] : omissionText(report.coverage.omission)),
    ...(report.coverage.sample === undefined ? [] : sampleText(report.coverage.sample)),
    ...(report.coverage.withoutPartialOrder === undefined ? [] : [`partial order was left out: ${report.coverage.withoutPartialOrder}`]),
    ...(report.coverage.symmetry === undefined ? [] : symmetryText(report.coverage.symmetry)),
    ...(report.unreached === undefined ? [] : ['', ...unreachedText(report.unreached)]),
    ...report.properties
      .filter(({ verdict }) => verdict === 'violated')
      .flatMap(({ run, counterexample }) =>
        run === null || counterexample === null ? [] : ['', ...counterexampleText(counterexample, run, paint)],
      ),
  ];
}

/** Tells one counterexample or witness: what it shows, how small it is, and its lanes. */
export function counterexampleText(found: CounterexampleReport, run: RunReport, paint: Paint): readonly string[] {
  const { property, claim, verdict, minimized } = found;
  return [
    `${paint.bold(property)} ${paintVerdict(paint, verdict, `is ${verdict}`)}: ${claim}`,
    ...misstep(found, run).map((line) => `  ${line}`),
    `  ${lengthOf(run)} (${smallness(minimized)})`,
    ...(found.fairness === undefined ? [] : [`  assumed: ${fairnessText(found.fairness)}`]),
    ...leftOut(found).map((line) => `  ${line}`),
    '',
    ...lanes(run, paint),
  ];
}

function title({ kernel, scenario, mutation, summary }: CheckReport, paint: Paint): readonly string[] {
  const mutated = mutation === null ? '' : `, mutation ${mutation}`;
  return [paint.bold(`${kernel} ${scenario}${mutated}`), ...summary.map((line) => `  ${line}`)];
}

/** At most so many built-in checks that are unknown are listed by name. */
const fewUnknown = 3;

function verdictTable(properties: readonly PropertyReport[], paint: Paint): readonly string[] {
  const builtIn = properties.filter(({ kind }) => kind === 'built-in');
  const unknown = builtIn.filter(({ verdict }) => verdict === 'unknown');
  const isSilent = ({ kind, verdict }: PropertyReport): boolean =>
    kind === 'built-in' && (verdict === 'holds' || (verdict === 'unknown' && unknown.length > fewUnknown));
  const shown = properties.filter((one) => !isSilent(one));
  const width = Math.max(8, ...shown.map(({ name }) => name.length));
  const rows = shown.map((one) => {
    const verdict = paintVerdict(paint, one.verdict, one.verdict.padEnd(11));
    return `  ${verdict} ${one.name.padEnd(width)}  ${remarkOn(one)}`.trimEnd();
  });
  return [...rows, ...builtInLine(builtIn.filter(isSilent))];
}

/** The built-in checks that nothing need be said of, in one line. */
function builtInLine(silent: readonly PropertyReport[]): readonly string[] {
  const holding = silent.filter(({ verdict }) => verdict === 'holds').length;
  const bounds = new Set(silent.flatMap(({ bound }) => bound ?? []));
  const parts = [
    ...(holding > 0 ? [`${grouped(holding)} ${holding === 1 ? 'holds' : 'hold'}`] : []),
    ...(holding < silent.length ? [`${grouped(silent.length - holding)} unknown, ${boundsText([...bounds])}`] : []),
  ];
  return parts.length === 0 ? [] : [`  built-in checks: ${parts.join('; ')}`];
}

/** Bounds that are in the nature of a search, and not met on its way. */
const natural: Readonly<Record<string, string>> = {
  'states-may-be-omitted': 'states may be omitted',
  'states-not-kept': 'states are not kept',
  'states-reduced': 'the search was reduced',
};

function boundText(bound: string): string {
  return natural[bound] ?? `the bound ${bound} was met first`;
}

/** Several bounds in one phrase: those that were met, then those in the nature of the search. */
function boundsText(bounds: readonly string[]): string {
  const met = bounds.filter((bound) => natural[bound] === undefined).join(' and ');
  return [...(met === '' ? [] : [boundText(met)]), ...bounds.flatMap((bound) => natural[bound] ?? [])].join(', ');
}

function remarkOn(one: PropertyReport): string {
  const assumed = one.fairness === undefined || one.verdict === 'unknown' ? '' : `; ${fairnessText(one.fairness)}`;
  return `${figuresOf(one)}${assumed}`;
}

/** `weak`, `strong` or `strong for A` with its noun. */
function fairnessText(name: string): string {
  return name.replace(/^\w+/, '$& fairness');
}

function figuresOf({ verdict, run, bound, looked, stuck }: PropertyReport): string {
  const who = stuck === undefined ? '' : `; stuck: ${stuck.join(', ')}`;
  const steps = run === null ? '' : `after ${counted(run.steps.length, 'step')}${forEver(run.steps.length, run.cycle)}${who}`;
  switch (verdict) {
    case 'violated':
    case 'witnessed':
      return steps;
    case 'unknown':
      return boundText(bound ?? '');
    case 'holds':
    case 'unwitnessed':
      return `in ${counted(looked, 'state')}`;
  }
}

function searched({ coverage, search }: CheckReport): string {
  const { states, transitions, depth, complete, reductions } = coverage;
  // Where only the ends of chains are kept, a layer is a chain further from the beginning, and not a step.
  const layers = `depth ${grouped(depth)}${reductions?.includes('chains') ? ' in chains' : ''}`;
  const seen = `${counted(states, 'state')}, ${counted(transitions, 'transition')}, ${layers}`;
  const reduced = reductions === undefined ? '' : `, reduced by ${reductions.join(' and ')}`;
  return `${seen}; ${search}${reduced}, ${complete ? 'complete' : 'not complete'}`;
}

/** The fault that the property runs into, where that is what is wrong with it: no lane tells it. */
function misstep({ fault }: CounterexampleReport, { steps }: RunReport): readonly string[] {
  if (fault === null || steps.at(-1)?.fault !== undefined) return [];
  return [`the property itself runs into ${fault.kind}: ${fault.message}`];
}

function smallness({ length, switches }: CounterexampleReport['minimized']): string {
  const short = length === 'as-found' ? 'as found' : length;
  if (switches === 'as-found') return short;
  return `${short}, ${switches === 'fewest' ? 'fewest switches' : 'switches reduced'}`;
}

function leftOut({ reduction, cpus }: CounterexampleReport): readonly string[] {
  const parts = [
    ...reduction.processes.map((name) => `process ${name}`),
    ...reduction.threads.map((name) => `thread ${name}`),
    ...reduction.statements.map((name) => `statement ${name}`),
  ];
  const scenario = parts.length === 0 ? [] : [`left out of the scenario: ${parts.join(', ')}`];
  return cpus === null ? scenario : [...scenario, `on ${counted(cpus, 'CPU')}`];
}
