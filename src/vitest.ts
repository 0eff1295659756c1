/** Matchers for vitest; importing this module is enough: `import 'forkcheck/vitest'`. */
import { expect } from 'vitest';
import { check, type CheckInput, type CheckOptions, type CheckResult, explain, ourRooms } from './check.ts';
import { resolveInput } from './cli/input.ts';

/** What a test says something about; the kernel and the scenario are names or paths, as on the command line. */
export interface Checked {
  readonly kernel: string;
  readonly scenario?: string;
  readonly mutation?: string;
  /** Names of properties, or paths of modules with properties: all of the scenario's by default. */
  readonly properties?: readonly string[];
  readonly cpus?: number;
}

interface ForkcheckMatchers<R> {
  /** Every property of the scenario holds or is witnessed. */
  toHold(options?: CheckOptions): R;
  /** Some property of the scenario is violated: the one that is named, if one is. */
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
  toHold(checked: Checked, options: CheckOptions = {}): MatcherResult {
    const result = checkNamed(checked, options);
    const wanted = (): string => (result.ok ? 'expected the scenario not to hold' : 'expected the scenario to hold');
    return { pass: result.ok, message: () => `${wanted()}\n\n${explain(result)}` };
  },

  toBeViolated(checked: Checked, property?: string, options: CheckOptions = {}): MatcherResult {
    const result = checkNamed(checked, options);
    const violated = result.properties.filter(({ verdict }) => verdict === 'violated').map(({ name }) => name);
    const pass = property === undefined ? violated.length > 0 : violated.includes(property);
    const what = property ?? 'a property';
    return { pass, message: () => `expected ${what} ${pass ? 'not ' : ''}to be violated\n\n${explain(result)}` };
  },
};

expect.extend(matchers);

function checkNamed(checked: Checked, options: CheckOptions): CheckResult {
  const input: CheckInput = resolveInput(checked, ourRooms.openModel);
  return check(input, options);
}
