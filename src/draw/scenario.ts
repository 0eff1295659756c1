import fc from 'fast-check';
import type { Call } from './call.ts';
import { type DrawnProcess, fewOf, processTrees, type TreeSize } from './processTree.ts';
import type { DrawnScenario, Imports } from './write.ts';
import { moduleText } from './write.ts';

/** A program that makes a few calls, one after the other. It shrinks to fewer calls, and to the first ones of the list. */
export function programs(calls: readonly Call[], { least = 1, most = 2 }: { readonly least?: number; readonly most?: number } = {}): fc.Arbitrary<readonly Call[]> {
  return fewOf(fc.constantFrom(...calls), least, most);
}

/** Parameters of a scenario, each from a least to a most value, or left as the model has it: to that they shrink. */
export function limits(ranges: Readonly<Record<string, readonly [least: number, most: number]>>): fc.Arbitrary<Readonly<Record<string, number>>> {
  const values = Object.fromEntries(Object.entries(ranges).map(([name, [min, max]]) => [name, fc.integer({ min, max })]));
  return fc.record(values, { requiredKeys: [] }).map((drawn) =>
    Object.fromEntries(Object.entries(drawn).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
  );
}

/**
 * Decisions for a run, to be followed with `follow`: which of the steps that are enabled is taken, as a number that is taken modulo how many there
 * are. They shrink to fewer decisions, and to the first step of the first thread that has one.
 */
export function schedules({ most = 100 }: { readonly most?: number } = {}): fc.Arbitrary<readonly number[]> {
  return fc.array(fc.nat(11), { maxLength: most });
}

export interface ScenarioOptions extends TreeSize {
  /** What programs are made of. */
  readonly calls: readonly Call[];
  /** Calls of a program: 1 or 2 by default. */
  readonly length?: { readonly least?: number; readonly most?: number };
  /** The names that the calls need, by module: a path from the working directory, or one of `forkcheck/...`. */
  readonly imports: Imports;
  /** What every program does in the end, as code: nothing by default. */
  readonly end?: string;
  /** Processes that every scenario has before the drawn ones, as code: none by default. */
  readonly before?: readonly string[];
  /** Parameters of the scenario, from `limits`: none by default. */
  readonly limits?: fc.Arbitrary<Readonly<Record<string, number>>>;
}

/** Scenarios: a process tree, its programs, its limits. What is left when one has shrunk is the smallest that still fails. */
export function scenarios({ calls, length, imports, end, before = [], limits: params = fc.constant({}), ...size }: ScenarioOptions): fc.Arbitrary<DrawnScenario> {
  const frame = { imports, before, ...(end !== undefined && { end }) };
  return fc.record({ processes: processTrees(programs(calls, length), size), params }).map((drawn) => shown({ ...frame, ...drawn }));
}

/** With the text that fast-check shows of a value. */
function shown(scenario: { readonly processes: readonly DrawnProcess<readonly Call[]>[] } & DrawnScenario): DrawnScenario {
  return Object.defineProperty(scenario, fc.toStringMethod, { value: () => `\n${moduleText(scenario)}`, enumerable: false });
}
