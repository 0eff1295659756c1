import { check, type PropertyResult } from '../src/check.ts';
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

/** Searches the scenario with the mutation and without, each up to so many states, and judges the property. */
export function judgeCatch(kernel: string, { mutation, scenario, property }: Catch, maxStates: number): CatchResult {
  // A scenario that runs out of structs shows nothing.
  const input = { kernel, scenario, properties: [property, 'zone-exhausted'] };
  const options = { minimize: false, maxStates };
  const judge = (mutated: boolean): { readonly coverage: { readonly states: number; readonly complete: boolean }; readonly result: PropertyResult; readonly exhausted: boolean } => {
    const { coverage, properties } = check({ ...input, ...(mutated && { mutation }) }, options);
    const find = (wanted: string): PropertyResult => properties.find(({ name }) => name === wanted)!;
    return { coverage, result: find(property), exhausted: find('zone-exhausted').verdict === 'violated' };
  };
  const without = judge(false);
  const mutated = judge(true);
  return {
    mutation,
    scenario,
    property,
    caught: mutated.result.verdict === 'violated' && without.result.verdict === 'holds' && !without.exhausted && !mutated.exhausted,
    states: mutated.coverage.states,
    complete: mutated.coverage.complete,
    steps: mutated.result.run?.steps.length ?? null,
    without: without.result.verdict,
    statesWithout: without.coverage.states,
  };
}
