/** Writes random expressions; see `generatedPrograms.ts`. */

/** A number's text and an upper bound of its value; the lower one is 0. */
export interface NumberText {
  readonly text: string;
  readonly max: number;
}

export interface Variable {
  readonly name: string;
  readonly type: 'number' | 'boolean';
  readonly max: number;
  readonly assignable: boolean;
}

export interface RoutineSignature {
  readonly name: string;
  readonly result: 'number' | 'boolean' | 'void';
  readonly parameters: readonly ('number' | 'boolean')[];
}

/** What is visible where a statement or an expression stands. */
export interface Scope {
  readonly variables: readonly Variable[];
  /** Labels of enclosing loops and blocks. */
  readonly loops: readonly string[];
  readonly blocks: readonly string[];
  readonly inLoop: boolean;
  readonly inBreakable: boolean;
  readonly result: RoutineSignature['result'];
  /** Not the outermost block of a function, where parameters cannot be shadowed. */
  readonly nested: boolean;
  /** A pure function or a guard: no yields. */
  readonly pure: boolean;
  /** A guard: no changes either. */
  readonly constant: boolean;
}

export const maxLocal = 31;
const fields = { a: 7, b: 31, c: 3, d: 1 } as const;
export const arrayLength = 4;
export const arrayMax = 15;

/** A list of decisions, and the expressions that they stand for. */
export class Expressions {
  private at = 0;
  protected names = 0;
  /** How many more statements and calls the program may have. */
  protected fuel = 45;
  protected readonly routines: RoutineSignature[] = [];
  /** Functions without yields, and those of them that change nothing, which guards may call. */
  protected readonly pures: RoutineSignature[] = [];
  protected readonly constants: RoutineSignature[] = [];

  constructor(private readonly decisions: readonly number[]) {}

  protected valueFor(variable: Variable, scope: Scope): string {
    return variable.type === 'number' ? this.fit(this.number(scope, 2), variable.max) : this.boolean(scope, 2);
  }

  protected number(scope: Scope, depth: number): NumberText {
    const simple = [() => this.literal(), () => this.numberVariable(scope), () => this.fieldRead(), () => this.fieldRead()];
    if (depth <= 0) return this.one(simple)();
    const compound = [
      () => this.binary(scope, depth - 1),
      () => this.binary(scope, depth - 1),
      () => this.ternary(scope, depth - 1),
      () => this.numberCall(scope, scope.constant ? this.constants : this.pures, ''),
      () => this.arithmetic(scope, depth - 1),
    ];
    const changes = [() => this.assignmentValue(scope, depth - 1)];
    const yields = [
      () => this.numberCall(scope, this.routines, 'yield* '),
      () => this.numberCall(scope, this.routines, 'yield* '),
      () => this.alternative(scope),
    ];
    return this.one([...simple, ...compound, ...(scope.constant ? [] : changes), ...(scope.pure ? [] : yields)])();
  }

  private literal(): NumberText {
    const value = this.below(16);
    return { text: String(value), max: value };
  }

  private numberVariable(scope: Scope): NumberText {
    const variable = this.any(scope.variables.filter(({ type }) => type === 'number'));
    return variable ? { text: variable.name, max: variable.max } : this.literal();
  }

  private fieldRead(): NumberText {
    switch (this.below(4)) {
      case 1:
        return { text: `g.arr[${this.below(arrayLength)}]!`, max: arrayMax };
      case 2:
        return { text: 'me().t', max: 31 };
      case 3:
        return this.one([
          { text: 'slot(me())', max: 3 },
          { text: 'slot(g.p)', max: 3 },
          { text: `count(nodes, (n) => n.v > ${this.below(3)})`, max: 3 },
        ]);
      default: {
        const [name, max] = this.field();
        return { text: `g.${name}`, max };
      }
    }
  }

  private binary(scope: Scope, depth: number): NumberText {
    const [a, b] = [this.number(scope, depth), this.number(scope, depth)];
    switch (this.below(8)) {
      case 1:
        return { text: `((${a.text} - ${b.text}) & 15)`, max: 15 };
      case 2:
        return { text: `((${a.text} * ${b.text}) & 31)`, max: 31 };
      case 3:
        return { text: `(${a.text} ^ ${b.text})`, max: 63 };
      case 4:
        return { text: `(${a.text} | ${b.text})`, max: 63 };
      case 5:
        return { text: `(${a.text} % (${b.text} + 1))`, max: a.max };
      case 6:
        return { text: `((${a.text} << (${b.text} & 3)) & 63)`, max: 63 };
      case 7:
        return { text: `(${a.text} >> (${b.text} & 3))`, max: a.max };
      default:
        return { text: `((${a.text} + ${b.text}) & 31)`, max: 31 };
    }
  }

  private arithmetic(scope: Scope, depth: number): NumberText {
    const a = this.number(scope, depth);
    switch (this.below(5)) {
      case 1:
        return { text: `(-${a.text} & 7)`, max: 7 };
      case 2:
        return { text: `((${a.text} / ${1 + this.below(4)}) | 0)`, max: a.max };
      case 3:
        return { text: `(${a.text} >>> 1)`, max: a.max };
      case 4:
        return { text: `g.arr[${this.fit(a, 3)}]!`, max: arrayMax };
      default:
        return { text: `(~${a.text} & 7)`, max: 7 };
    }
  }

  private ternary(scope: Scope, depth: number): NumberText {
    const [condition, yes, no] = [this.boolean(scope, depth), this.number(scope, depth), this.number(scope, depth)];
    return { text: `(${condition} ? ${yes.text} : ${no.text})`, max: Math.max(yes.max, no.max) };
  }

  private numberCall(scope: Scope, all: readonly RoutineSignature[], how: string): NumberText {
    const callable = all.filter(({ result }) => result === 'number');
    if (callable.length === 0) return this.numberVariable(scope);
    return { text: `(${how}${this.call(scope, callable)})`, max: maxLocal };
  }

  private alternative(scope: Scope): NumberText {
    const guard = asGuard(scope);
    switch (this.below(4)) {
      case 1:
        return { text: `(yield* select(() => ${this.guard(guard, 1)}, () => ${this.guard(guard, 2)}))`, max: 1 };
      case 2: {
        const index: Variable = { name: this.name(), type: 'number', max: 3, assignable: false };
        const claim = this.guard({ ...guard, variables: [...guard.variables, index] }, 2);
        return { text: `(yield* pick(${1 + this.below(4)}, (${index.name}) => ${claim}))`, max: 3 };
      }
      case 3: {
        // Of a local: a count that reads the state is looked at when the step is taken, not when the thread begins to wait.
        const n = this.fit(this.numberVariable(scope), 3);
        return { text: `(yield* choose(${n} + 1))`, max: 3 };
      }
      default:
        return { text: `(yield* choose(${1 + this.below(3)}))`, max: 2 };
    }
  }

  /** An assignment as a value, or a counter's old or new one. */
  private assignmentValue(scope: Scope, depth: number): NumberText {
    const variable = this.any(scope.variables.filter(({ type, assignable }) => assignable && type === 'number'));
    const [field, max] = this.field();
    switch (this.below(4)) {
      case 1:
        return { text: `(g.${field} < ${max} ? g.${field}++ : 0)`, max };
      case 2:
        return { text: `(g.${field} < ${max} ? ++g.${field} : 0)`, max };
      case 3:
        return { text: `(g.${field} = ${this.fit(this.number(scope, depth), max)})`, max };
      default: {
        if (!variable) return this.literal();
        return { text: `(${variable.name} = ${this.fit(this.number(scope, depth), variable.max)})`, max: variable.max };
      }
    }
  }

  protected boolean(scope: Scope, depth: number): string {
    const simple = [
      () => this.one(['true', 'false']),
      () => this.any(scope.variables.filter(({ type }) => type === 'boolean'))?.name ?? 'g.e',
      () => this.one(['g.e', 'g.f', 'me().u', 'g.p === g.q', 'g.head.first !== nil', 'some(nodes, (n) => n.up === nil)', 'every(nodes, (n) => n !== g.q)']),
    ];
    if (depth <= 0) return this.one(simple)();
    const compare = (): string => {
      const operator = this.one(['===', '!==', '<', '<=', '>', '>=']);
      return `${this.number(scope, depth - 1).text} ${operator} ${this.number(scope, depth - 1).text}`;
    };
    const compound = [
      compare,
      compare,
      () => `!(${this.boolean(scope, depth - 1)})`,
      () => `(${this.boolean(scope, depth - 1)} && ${this.boolean(scope, depth - 1)})`,
      () => `(${this.boolean(scope, depth - 1)} || ${this.boolean(scope, depth - 1)})`,
      () => `(${this.boolean(scope, depth - 1)} ? ${this.boolean(scope, depth - 1)} : ${this.boolean(scope, depth - 1)})`,
      () => this.booleanCall(scope, scope.constant ? this.constants : this.pures, ''),
    ];
    const yields = [() => this.booleanCall(scope, this.routines, 'yield* '), () => `(yield* mayFail('f'))`];
    return this.one([...simple, ...compound, ...(scope.pure ? [] : yields)])();
  }

  /** A condition to wait for, which often holds: a thread that waits for ever shows nothing more. */
  protected guard(scope: Scope, depth: number): string {
    const text = this.boolean(scope, depth);
    return this.one([`${text} || g.d === 0`, `${text} || g.d === 1`, text, 'true']);
  }

  private booleanCall(scope: Scope, all: readonly RoutineSignature[], how: string): string {
    const callable = all.filter(({ result }) => result === 'boolean');
    return callable.length === 0 ? 'g.f' : `(${how}${this.call(scope, callable)})`;
  }

  protected call(scope: Scope, callable: readonly RoutineSignature[]): string {
    const callee = this.any(callable);
    if (!callee) return `choose(1)`;
    this.fuel--;
    const args = callee.parameters.map((type) => (type === 'number' ? this.fit(this.number(scope, 1), maxLocal) : this.boolean(scope, 1)));
    return `${callee.name}(${args.join(', ')})`;
  }

  protected fit({ text, max }: NumberText, most: number): string {
    return max <= most ? text : `(${text} & ${most})`;
  }

  protected field(): readonly [keyof typeof fields, number] {
    const name = this.one(['a', 'b', 'c', 'd'] as const);
    return [name, fields[name]];
  }

  protected label(): string {
    return `'at ${this.names++}'`;
  }

  protected name(): string {
    return `v${this.names++}`;
  }

  protected below(n: number): number {
    return (this.decisions[this.at++] ?? 0) % n;
  }

  /** True once in n times. */
  protected chance(n: number): boolean {
    return this.below(n) === n - 1;
  }

  protected any<T>(all: readonly T[]): T | undefined {
    return all[this.below(Math.max(1, all.length))];
  }

  protected one<T>(all: readonly T[]): T {
    const found = this.any(all);
    if (found === undefined) throw new Error('nothing to choose from');
    return found;
  }
}

/** In guards nothing yields and nothing changes. */
export const asGuard = (scope: Scope): Scope => ({ ...scope, pure: true, constant: true });
