/** A formula of linear temporal logic; its atoms are state predicates by number. */
export type Formula =
  | { readonly op: 'true' }
  | { readonly op: 'false' }
  | { readonly op: 'atom'; readonly atom: number }
  | { readonly op: 'not' | 'next'; readonly of: Formula }
  | { readonly op: 'and' | 'or' | 'until' | 'release'; readonly left: Formula; readonly right: Formula };

export type LivenessKind = 'eventually' | 'leads-to' | 'always-eventually' | 'ltl';

/**
 * What is assumed of an agent in a run that goes on for ever. Weak: if it could take a step from some point on, whatever the others
 * do, it takes one again and again. Strong: so it does if it could take a step again and again. None: it may never take one.
 */
export type FairnessOf = 'none' | 'weak' | 'strong';

/** What is assumed of a run that goes on for ever. */
export interface Fairness {
  /** What is assumed of each agent. */
  readonly of: readonly FairnessOf[];
  /** `weak`, `strong`, `no`, `strong for A, B`, where the others are weakly fair, or `weak for A and strong for B only`. */
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
