/** Matchers for vitest; importing this module is enough: `import 'forkcheck/vitest'`. */
import { expect, type MatcherState } from 'vitest';
import { type CheckOptions, type CheckResult, explain } from './check.ts';
import { type Checked, checkNamed } from './checked.ts';
import { requireName } from './cli/names.ts';

export type { Checked } from './checked.ts';

interface ForkcheckMatchers<R> {
  /** Every property of the scenario holds or is witnessed. With `.not`: some property is violated or unwitnessed. */
  toHold(options?: CheckOptions): R;
  /** Some property of the scenario is violated: the one that is named, if one is. With `.not`: none is, and no bound was met. */
  toBeViolated(property?: string, options?: CheckOptions): R;
}

declare module 'vitest' {
  interface Matchers<T> extends ForkcheckMatchers<T> {}
}

interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

export const matchers = {
  toHold(this: MatcherState, received: Checked | CheckResult, options: CheckOptions = {}): MatcherResult {
    const result = resultOf(received, options);
    const isBroken = result.properties.some(({ verdict }) => verdict === 'violated' || verdict === 'unwitnessed');
    return told(this, 'toHold', '', result, verdictOf(this, result.ok, isBroken), 'the scenario to hold');
  },

  toBeViolated(this: MatcherState, received: Checked | CheckResult, property?: string, options: CheckOptions = {}): MatcherResult {
    const result = resultOf(received, options);
    if (property !== undefined) requireProperty(result, property);
    const meant = result.properties.filter(({ name }) => name === (property ?? name));
    const isViolated = meant.some(({ verdict }) => verdict === 'violated');
    const isKnown = meant.every(({ verdict }) => verdict !== 'unknown');
    const pass = verdictOf(this, isViolated, !isViolated && isKnown);
    return told(this, 'toBeViolated', property ?? '', result, pass, `${property ?? 'a property'} to be violated`);
  },
};

expect.extend(matchers);

/** What was checked already, or what there is to check. */
function resultOf(received: Checked | CheckResult, options: CheckOptions): CheckResult {
  if (typeof received !== 'object' || received === null || !('kernel' in received)) {
    throw new TypeError("forkcheck's matchers are about { kernel, scenario }, or what `check` returns");
  }
  return 'coverage' in received ? received : checkNamed(received, options);
}

function requireProperty({ kernel, scenario, properties }: CheckResult, wanted: string): void {
  const names = properties.map(({ name }) => name);
  requireName(`property of ${kernel} ${scenario}`, names, wanted, 'Only what is judged can be violated.');
}

/** What a matcher says that is so, is not so, or is not known: then it fails either way. */
function verdictOf({ isNot }: MatcherState, isSo: boolean, isNotSo: boolean): boolean {
  return isSo || (!isNotSo && isNot);
}

function told({ isNot, utils }: MatcherState, matcher: string, argument: string, result: CheckResult, pass: boolean, wanted: string): MatcherResult {
  const hint = utils.matcherHint(matcher, 'scenario', argument, { isNot });
  const message = (): string => `${hint}\n\nexpected ${wanted.replace(/ to /, isNot ? ' not to ' : ' to ')}\n\n${explain(result)}`;
  return { pass, message };
}
