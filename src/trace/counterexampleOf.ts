import type { CompileRequest, Judgement } from '../core/index.ts';
import { type Counterexample, counterexampleFormat, lassoFormat } from './counterexample.ts';
import { savedSchedule } from './replaySaved.ts';
import type { Trace } from './trace.ts';

/** How the modules of a check are called, and what else a replay has to know of it. */
export interface Subject {
  readonly kernel: string;
  readonly also: readonly string[];
  readonly mutation: string | null;
  /** The options that make the random walks, if the search takes any. */
  readonly walks: Omit<NonNullable<Counterexample['walk']>, 'run'>;
}

/** A run made small, of the scenario that was compiled as `request` says. */
export interface SmallRun {
  readonly request: CompileRequest;
  readonly system: { readonly digest: string };
  readonly length: Counterexample['minimized']['length'];
  readonly switches: Counterexample['minimized']['switches'];
}

/** Describes a run that shows a verdict, as a file has it. */
export function counterexampleOf(subject: Subject, judgement: Judgement, small: SmallRun, run: Trace): Counterexample {
  const { name: property, kind, claim, verdict } = judgement;
  if (verdict.kind !== 'violated' && verdict.kind !== 'witnessed') throw new Error(`forkcheck bug: ${property} has no run`);
  const { kernel, also, mutation, walks } = subject;
  const { request, system, length, switches } = small;
  const fault = verdict.kind === 'violated' ? verdict.fault : undefined;
  const { fairness } = judgement;
  return {
    format: fairness === undefined ? counterexampleFormat : lassoFormat,
    kernel,
    also,
    scenario: request.scenario,
    mutation,
    cpus: request.cpus ?? null,
    reduction: request.reduction ?? { processes: [], threads: [], statements: [] },
    property,
    kind,
    verdict: verdict.kind,
    claim,
    fault: fault === undefined ? null : { kind: fault.kind, message: fault.message },
    walk: verdict.run === undefined ? null : { ...walks, run: verdict.run },
    minimized: { length, switches },
    digest: system.digest,
    schedule: savedSchedule(run),
    ...(fairness !== undefined && { fairness, cycle: run.cycle ?? null }),
  };
}
