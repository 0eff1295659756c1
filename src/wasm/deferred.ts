import * as t from '@babel/types';

/**
 * The calls that a function has put off with `later(f, x)`, each of which is made once for a value. A value that is not known
 * is kept in a local of its own, which holds 0 or what an earlier run left there where the call was not put off: so it must do no harm to
 * make a call that nobody asked for.
 */
export class Deferred {
  private readonly known = new Map<string, Set<number>>();
  readonly kept: { readonly callee: string; readonly local: number }[] = [];
  /** Whether some call was put off where it cannot be told which one. */
  isLost = false;

  /** `depth`: how many constructs stand around the place where it begins. */
  constructor(readonly depth: number) {}

  note(callee: string, value: number): void {
    const values = this.known.get(callee) ?? new Set();
    this.known.set(callee, values.add(value));
  }

  keep(callee: string, local: number): void {
    this.kept.push({ callee, local });
  }

  get noted(): readonly (readonly [callee: string, value: number])[] {
    return [...this.known].flatMap(([callee, values]) => [...values].map((value) => [callee, value] as const));
  }
}

/** The names of the functions that call one of this name, or one that does. */
export function callersOf(name: string, functions: ReadonlyMap<string, t.FunctionDeclaration>): ReadonlySet<string> {
  const callees = new Map([...functions].map(([caller, node]) => [caller, calleesOf(node)] as const));
  const callers = new Set<string>();
  for (let before = -1; before < callers.size; ) {
    before = callers.size;
    for (const [caller, called] of callees) if (called.has(name) || [...called].some((one) => callers.has(one))) callers.add(caller);
  }
  return callers;
}

function calleesOf(node: t.FunctionDeclaration): ReadonlySet<string> {
  const names = new Set<string>();
  t.traverseFast(node.body, (one) => {
    if (t.isCallExpression(one) && t.isIdentifier(one.callee)) names.add(one.callee.name);
  });
  return names;
}
