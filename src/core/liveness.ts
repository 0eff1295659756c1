/** A formula of linear temporal logic; its atoms are state predicates by number. */
export type Formula =
  | { readonly op: 'true' }
  | { readonly op: 'false' }
  | { readonly op: 'atom'; readonly atom: number }
  | { readonly op: 'not' | 'next'; readonly of: Formula }
  | { readonly op: 'and' | 'or' | 'until' | 'release'; readonly left: Formula; readonly right: Formula };

export type LivenessKind = 'eventually' | 'leads-to' | 'always-eventually' | 'ltl';

/**
 * What is assumed of a run that goes on for ever. Weak: an agent that could take a step from some point on, whatever the others
 * do, takes one again and again. Strong: so does one that could take a step again and again. Every agent is weakly fair.
 */
export interface Fairness {
  /** For each agent, whether strong fairness is assumed of it. */
  readonly strong: readonly boolean[];
  /** `weak`, `strong`, or `strong for A, B`. */
  readonly name: string;
}

/** A claim about every fair run. A run that comes to an end stays for ever in the state where it does. */
export interface CompiledLiveness {
  readonly name: string;
  readonly claim: string;
  readonly kind: LivenessKind;
  readonly formula: Formula;
  /** How many atoms there are. */
  readonly atoms: number;
  /** The formula is claimed for each of the numbers 1 .. `instances`. */
  readonly instances: number;
  /** What an atom says of the current state, for one of the numbers; a fault is thrown as a `FaultError`. */
  holds(atom: number, instance: number): boolean;
  readonly fairness: Fairness;
}
