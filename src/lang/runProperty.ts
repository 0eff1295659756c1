import { brand } from './brand.ts';

/** What a claim about runs is made of beside its predicates. */
export interface RunOptions<T = void> {
  /** Agents of which weak fairness is assumed, by name, or `all`: all by default; `[]` for runs that neglect whom they like. */
  readonly weak?: 'all' | readonly string[];
  /** Agents of which strong fairness is assumed, by name, or `all`: none by default. */
  readonly strong?: 'all' | readonly string[];
  /** Claims it for each of the numbers 1 .. `each`, which the predicates get as their last argument: once by default. */
  readonly each?: number | ((table: T) => number);
}

/** A function without yields over the model's state: of the kernel's `table`, if it takes one, and of the number that is claimed for. */
export type StatePredicate<T = void> = (table: T, index: number) => boolean;

/** A claim about every run of a scenario that is fair. */
export interface RunProperty {
  readonly [brand]: 'property';
  readonly name: string;
  /** One English sentence. */
  readonly claim: string;
  readonly kind: 'eventually' | 'leads-to' | 'always-eventually' | 'ltl';
  /** In linear temporal logic, over the names of the predicates. */
  readonly formula: string;
  readonly predicates: Readonly<Record<string, StatePredicate<never>>>;
  readonly weak: 'all' | readonly string[];
  readonly strong: 'all' | readonly string[];
  readonly each: number | ((table: never) => number);
}

/** A claim that every fair run comes to a state like this. */
export function eventually<T = void>(name: string, claim: string, p: StatePredicate<T>, options?: RunOptions<T>): RunProperty {
  return runProperty(name, claim, 'eventually', 'F p', { p }, options);
}

/** A claim that in every fair run a state like `p` is followed by one like `q`, or is one itself. */
export function leadsTo<T = void>(
  name: string,
  claim: string,
  p: StatePredicate<T>,
  q: StatePredicate<T>,
  options?: RunOptions<T>,
): RunProperty {
  return runProperty(name, claim, 'leads-to', 'G (p -> F q)', { p, q }, options);
}

/** A claim that every fair run comes to states like this again and again. */
export function alwaysEventually<T = void>(name: string, claim: string, p: StatePredicate<T>, options?: RunOptions<T>): RunProperty {
  return runProperty(name, claim, 'always-eventually', 'G F p', { p }, options);
}

/**
 * A claim that every fair run satisfies a formula, such as `G (asks -> !full U granted)`. From what binds most: `!`, `X` (next),
 * `F` (some time, also `<>`), `G` (always, also `[]`); `U` (until), `W` (the same, or for ever), `R` (release); `&&`; `||`; `->`;
 * `<->`; and `true`, `false`, parentheses, names of predicates.
 */
export function ltl<T = void>(
  name: string,
  claim: string,
  formula: string,
  predicates: Readonly<Record<string, StatePredicate<T>>>,
  options?: RunOptions<T>,
): RunProperty {
  return runProperty(name, claim, 'ltl', formula, predicates, options);
}

function runProperty<T>(
  name: string,
  claim: string,
  kind: RunProperty['kind'],
  formula: string,
  predicates: Readonly<Record<string, StatePredicate<T>>>,
  { weak = 'all', strong = [], each = 1 }: RunOptions<T> = {},
): RunProperty {
  return { [brand]: 'property', name, claim, kind, formula, predicates, weak, strong, each };
}
