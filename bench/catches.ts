import { check, type CheckOptions, type CheckResult, type PropertyResult } from '../src/check.ts';
import type { MutationListing } from '../src/core/index.ts';

/** A mutation with one scenario that is to catch it, by one property. */
export interface Catch {
  readonly mutation: string;
  readonly scenario: string;
  readonly property: string;
}

/** What two searches say of it: with the mutation, and without. */
export interface CatchResult extends Catch {
  /** The property fails with the mutation, and holds without it. */
  readonly caught: boolean;
  readonly states: number;
  readonly complete: boolean;
  /** How many steps the shortest run takes that breaks the property, if one was found. */
  readonly steps: number | null;
  /** What the property is without the mutation. */
  readonly without: PropertyResult['verdict'];
  readonly statesWithout: number;
}

/** All that the mutations claim of scenarios. */
export function catchesOf(mutations: readonly MutationListing[]): readonly Catch[] {
  return mutations.flatMap(({ name, caughtBy }) => Object.entries(caughtBy).map(([scenario, property]) => ({ mutation: name, scenario, property })));
}

/** Bugs show early, mostly: the rest is searched if they do not. */
const attempts = [2_000, 20_000, 200_000];

/** Searches the scenario with the mutation, until it shows, and without, each up to so many states, and judges the property. */
export function judgeCatch(kernel: string, one: Catch, maxStates: number): CatchResult {
  const without = judge(kernel, { ...one, mutation: undefined }, { demonstrate: false, maxStates });
  let mutated = without;
  for (const bound of [...attempts.filter((few) => few < maxStates), maxStates]) {
    mutated = judge(kernel, one, { minimize: false, maxStates: bound });
    if (mutated.result.verdict !== 'unknown') break;
  }
  const { states, complete } = mutated.coverage;
  return {
    ...one,
    caught: mutated.result.verdict === 'violated' && without.result.verdict === 'holds' && !without.exhausted,
    states,
    complete,
    steps: mutated.result.run?.steps.length ?? null,
    without: without.result.verdict,
    statesWithout: without.coverage.states,
  };
}

interface Judged {
  readonly coverage: CheckResult['coverage'];
  readonly result: PropertyResult;
  /** The scenario ran out of structs. Without the mutation it shows nothing then; with it, that may be what the mutation does. */
  readonly exhausted: boolean;
}

function judge(kernel: string, one: Omit<Catch, 'mutation'> & { readonly mutation: string | undefined }, options: CheckOptions): Judged {
  const { mutation, scenario, property } = one;
  const { coverage, properties } = check({ kernel, scenario, properties: [property, 'zone-exhausted'], ...(mutation !== undefined && { mutation }) }, options);
  const find = (wanted: string): PropertyResult => properties.find(({ name }) => name === wanted)!;
  return { coverage, result: find(property), exhausted: find('zone-exhausted').verdict === 'violated' };
}
