import type { Counterexample, Trace, TraceStep } from '../trace/index.ts';

/** A run to be exported: what it shows, and its steps as they were executed. */
export interface ExportedRun {
  readonly shown: Pick<Counterexample, 'kernel' | 'scenario' | 'mutation' | 'property' | 'claim' | 'verdict'>;
  readonly trace: Trace;
}

/** What the run is of, in a few words. */
export function titleOf({ shown: { kernel, scenario, mutation } }: { readonly shown: Pick<ExportedRun['shown'], 'kernel' | 'scenario' | 'mutation'> }): string {
  return `${kernel} ${scenario}${mutation === null ? '' : `, mutation ${mutation}`}`;
}

/** What it shows, in a sentence. */
export function shownBy({ shown: { property, claim, verdict } }: ExportedRun): string {
  return `${property} is ${verdict}: ${claim}`;
}

/** The agents that take steps or are let go on, in the order in which they appear. */
export function agentsOf({ steps }: Trace): readonly string[] {
  return [...new Set(steps.flatMap(({ agent, lets }) => [agent, ...lets]))];
}

/** Where the step stood, and what it chose there. */
export function stepName({ from: { routine, point }, alternative }: TraceStep): string {
  const place = point === '' ? routine : `${routine}:${point}`;
  return alternative === undefined ? place : `${place} [${alternative}]`;
}

/** New values, and old ones; what came to exist, and what is gone. */
export function changeTexts({ changes }: TraceStep): readonly string[] {
  return changes.map(({ path, before, after }) => {
    if (after === undefined) return `${path} is gone`;
    return before === undefined ? `${path} = ${after}` : `${path}: ${before} -> ${after}`;
  });
}
