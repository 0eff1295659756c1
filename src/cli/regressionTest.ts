import type { CheckInput, CheckResult, ModuleName } from '../check.ts';
import type { CheckFlags } from './checkFlags.ts';
import { isPath } from './modules.ts';

/**
 * A vitest test of what was checked. Of a mutation it says that its bug is found. Otherwise it says that all is as it should be: where
 * something is violated today, it fails until that is mended, and from then on keeps it from coming back.
 */
export function regressionTest(input: CheckInput, flags: CheckFlags, result: CheckResult): string {
  const violated = result.properties.filter(({ verdict }) => verdict === 'violated').map(({ name }) => name);
  const options = JSON.stringify(boundsOf(flags));
  const told = options === '{}' ? '' : options;
  const noted = input.mutation !== undefined && violated.length > 0;
  const claims = noted ? violated.map((name) => `toBeViolated(${[JSON.stringify(name), told].filter(Boolean).join(', ')})`) : [`toHold(${told})`];
  const title = `${result.kernel} ${result.scenario}${noted ? `: ${result.mutation} is noticed` : ' holds'}`;
  return [
    "import { expect, test } from 'vitest';",
    "import 'forkcheck/vitest';",
    '',
    ...(!noted && violated.length > 0 ? [`// Violated when this was written: ${violated.join(', ')}.`] : []),
    `test(${JSON.stringify(title)}, { timeout: ${claims.length * minutesFor(result.coverage)} * 60_000 }, () => {`,
    `  const checked = ${JSON.stringify(checkedOf(input, flags, result))};`,
    ...claims.map((claim) => `  expect(checked).${claim};`),
    '});',
  ].join('\n');
}

/**
 * How long a check of so many steps may take: a slow machine takes ten thousand a second, and two minutes to make small what it
 * finds. It goes by the steps, and not by the clock, so that the same check writes the same test.
 */
function minutesFor({ transitions }: CheckResult['coverage']): number {
  return 2 + Math.ceil(transitions / 600_000);
}

/** What is checked, as `Checked` in vitest.ts has it. */
function checkedOf({ kernel, cpus, mutation, also = [] }: CheckInput, { property: properties = [] }: CheckFlags, { scenario }: CheckResult): object {
  // The module of the scenario, if it has one of its own, stands before those of the properties.
  const [own] = also.length > properties.filter(isPath).length ? also : [];
  return {
    kernel: nameOf(kernel),
    scenario: own === undefined ? scenario : `${nameOf(own)}:${scenario}`,
    ...(mutation !== undefined && { mutation }),
    ...(cpus !== undefined && { cpus }),
    ...(properties.length > 0 && { properties }),
  };
}

function nameOf(module: ModuleName): string {
  return typeof module === 'string' ? module : module.reference;
}

/** The options that decide what is found. */
function boundsOf({ search, seed, runs, run, strategy, pctDepth, pctSteps, maxStates, maxDepth }: CheckFlags): object {
  const all = { search, seed, runs, run, strategy, pctDepth, pctSteps, maxStates, maxDepth };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
