import { check, type CheckOptions, type PropertyResult } from '../../src/check.ts';
import { findModule } from '../../src/cli/modules.ts';
import { UsageError } from '../../src/core/index.ts';
import { type Counterexample, counterexampleText, loadCounterexample, saveCounterexample } from '../../src/trace/index.ts';

/** What came of looking for a saved finding again. */
export type Remade =
  | { readonly kind: 'same' | 'gone' }
  | { readonly kind: 'saved'; readonly before: number; readonly after: number }
  /** The search met this bound before it knew. */
  | { readonly kind: 'unknown'; readonly bound: string };

/** Runs the check that a file comes from, up to so many states, and saves what it finds under the same name. */
export function remake(file: string, maxStates: number): Remade {
  const old = loadCounterexample(file);
  const { verdict, bound = '', counterexample } = judgedAgain(old, maxStates);
  if (verdict === 'unknown') return { kind: 'unknown', bound };
  if (verdict !== old.verdict || counterexample === null) return { kind: 'gone' };
  if (counterexampleText(counterexample) === counterexampleText(old)) return { kind: 'same' };
  saveCounterexample(counterexample, file);
  return { kind: 'saved', before: old.schedule.length, after: counterexample.schedule.length };
}

function judgedAgain({ kernel, also, scenario, mutation, cpus, property, walk }: Counterexample, maxStates: number): PropertyResult {
  const input = {
    kernel: findModule(kernel),
    also: also.map(findModule),
    scenario,
    ...(mutation !== null && { mutation }),
    ...(cpus !== null && { cpus }),
    // Naming a built-in check leaves out the others, which the scenario may break as well.
    properties: [property, 'zone-exhausted'],
  };
  const { properties } = check(input, walk === null ? { maxStates } : walkOf(walk));
  const judged = properties.find(({ name }) => name === property);
  if (judged === undefined) throw new UsageError(`${kernel} ${scenario} is not judged by ${property} any more`);
  return judged;
}

/** The walk that found it, alone. */
function walkOf({ strategy = 'uniform', run, seed, pctDepth, pctSteps }: NonNullable<Counterexample['walk']>): CheckOptions {
  return {
    search: 'random', seed, strategy,
    ...(run !== null && { run }), ...(pctDepth !== undefined && { pctDepth }), ...(pctSteps !== undefined && { pctSteps }),
  };
}
