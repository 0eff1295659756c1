/**
 * Writes random programs of the modelling language's subset. Every decision is the next number of a list, and 0 is always the
 * simplest one, so a shorter list with smaller numbers is a simpler program: that is how failures shrink.
 *
 * Numbers stay below 64, global fields within their width, loops are bounded, and calls go to routines written earlier.
 */
import type { Shape } from './referenceRun.ts';

export interface GeneratedProgram {
  readonly source: string;
  readonly shape: Shape;
}

/** A number's text and an upper bound of its value; the lower one is 0. */
interface NumberText {
  readonly text: string;
  readonly max: number;
}

interface Variable {
  readonly name: string;
  readonly type: 'number' | 'boolean';
  readonly max: number;
  readonly assignable: boolean;
}

interface RoutineSignature {
  readonly name: string;
  readonly result: 'number' | 'boolean' | 'void';
  readonly parameters: readonly ('number' | 'boolean')[];
}

/** What is visible where a statement or an expression stands. */
interface Scope {
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

const maxLocal = 31;
const fields = { a: 7, b: 31, c: 3, d: 1 } as const;
const arrayLength = 4;
const arrayMax = 15;

/** Writes the program that the numbers stand for. */
export function writeProgram(decisions: readonly number[]): GeneratedProgram {
  return new Writer(decisions).program();
}

class Writer {
  private at = 0;
  private names = 0;
  private fuel = 45;
  private readonly routines: RoutineSignature[] = [];
  private readonly pures: RoutineSignature[] = [];

  constructor(private readonly decisions: readonly number[]) {}

  program(): GeneratedProgram {
    const threads = 1 + this.below(3);
    const failures: Record<string, number> = this.chance(3) ? { f: this.below(3) } : {};
    const pures = Array.from({ length: this.below(3) }, (_, index) => this.pureFunction(`pure${index}`));
    const routines = Array.from({ length: this.below(5) }, (_, index) => this.routine(`r${index}`));
    const mains = Array.from({ length: threads }, (_, index) => this.main(`main${index}`));
    const starts = mains.map((_, index) => `    start(threads.at(${index + 1}), main${index}, ${this.below(8)});`);
    const source = [
      `import {`,
      `  type Arr, type Ref, type Routine, type U1, type U2, type U3, type U4, type U5,`,
      `  choose, curthread, globals, halt, halted, mayFail, become, pick, scenario, select, slot, start, waitUntil, zone,`,
      `} from 'forkcheck';`,
      ``,
      `export interface Thread { t: U5; u: boolean }`,
      `export interface Globals { a: U3; b: U5; c: U2; d: U1; e: boolean; f: boolean; arr: Arr<U4, ${arrayLength}> }`,
      `export const g = globals<Globals>('g');`,
      `export const threads = zone<Thread>('thread', { slots: ${threads}, threads: true, stable: true });`,
      `const me = (): Ref<Thread> => curthread<Thread>();`,
      ``,
      ...pures,
      ...routines,
      ...mains,
      `export default scenario({`,
      `  name: 'generated',`,
      `  title: 'a generated program',`,
      `  failures: ${JSON.stringify(failures)},`,
      `  setup: () => {`,
      ...starts,
      `  },`,
      `});`,
      ``,
    ].join('\n');
    const shape: Shape = {
      globals: { a: 0, b: 0, c: 0, d: 0, e: false, f: false, arr: Array<number>(arrayLength).fill(0) },
      thread: { t: 0, u: false },
      threads,
      failures,
    };
    return { source, shape };
  }

  // --- functions

  private pureFunction(name: string): string {
    const parameters = this.parameters();
    const result = this.below(2) === 0 ? 'number' : 'boolean';
    const constant = this.chance(2);
    const scope = this.functionScope(parameters, result, { pure: true, constant });
    const body = this.block(scope, 1);
    // Guards call only those that change nothing.
    const signature = { name, result, parameters: parameters.map(({ type }) => type) } as const;
    const text = `function ${name}(${declare(parameters)}): ${result} {\n${body}${this.finalReturn(scope)}}\n`;
    if (constant) this.pures.push(signature);
    return text;
  }

  private routine(name: string): string {
    const parameters = this.parameters();
    const result = (['number', 'void', 'boolean'] as const)[this.below(3)] ?? 'void';
    const scope = this.functionScope(parameters, result, { pure: false, constant: false });
    const text = `export function* ${name}(${declare(parameters)}): Routine<${result}> {\n${this.block(scope, 2)}${this.finalReturn(scope)}}\n`;
    this.routines.push({ name, result, parameters: parameters.map(({ type }) => type) });
    return text;
  }

  private main(name: string): string {
    const x: Variable = { name: 'x', type: 'number', max: maxLocal, assignable: true };
    const scope = this.functionScope([x], 'void', { pure: false, constant: false });
    this.fuel += 12;
    const forever = this.chance(2);
    const inner = forever ? { ...scope, inLoop: true, inBreakable: true, nested: true } : scope;
    const body = this.block(inner, 2);
    // What stands before the first yield is a step of its own, if it is anything at all.
    const first = `g.d ^= 1;\n`;
    const text = forever ? `for (;;) {\nyield '${name}';\n${body}}\n` : body;
    return `export function* ${name}(x: number): Routine {\n${first}${text}}\n`;
  }

  private functionScope(variables: readonly Variable[], result: Scope['result'], kind: Pick<Scope, 'pure' | 'constant'>): Scope {
    return { variables, result, ...kind, loops: [], blocks: [], inLoop: false, inBreakable: false, nested: false };
  }

  private parameters(): Variable[] {
    return ['p', 'q'].slice(0, this.below(3)).map((name) => {
      const type = this.chance(4) ? 'boolean' : 'number';
      return { name, type, max: maxLocal, assignable: true };
    });
  }

  private finalReturn(scope: Scope): string {
    if (scope.result === 'number') return `return ${this.fit(this.number(scope, 1), maxLocal)};\n`;
    return scope.result === 'boolean' ? `return ${this.boolean(scope, 1)};\n` : '';
  }

  // --- statements

  /** The statements of a block, without its braces. The first may shadow a variable. */
  private block(outer: Scope, depth: number): string {
    let scope = { ...outer, nested: true };
    let text = '';
    const shadowed = outer.nested && this.chance(4) ? this.any(outer.variables.filter(({ assignable }) => assignable)) : undefined;
    if (shadowed) {
      const visible = outer.variables.filter(({ name }) => name !== shadowed.name);
      const made = { ...shadowed, max: maxLocal, assignable: true };
      text += `let ${made.name} = ${this.valueFor(made, { ...outer, variables: visible })};\n`;
      scope = { ...scope, variables: [...visible, made] };
    }
    const length = 1 + this.below(4);
    for (let index = 0; index < length; index++) {
      if (this.chance(4)) {
        const { statement, variable } = this.declaration(scope);
        text += statement;
        scope = { ...scope, variables: [...scope.variables, variable] };
      } else text += this.statement(scope, depth);
    }
    return text;
  }

  private declaration(scope: Scope): { readonly statement: string; readonly variable: Variable } {
    const name = this.name();
    const kind = this.below(5);
    if (kind === 1) {
      const value = this.number(scope, 2);
      return { statement: `const ${name} = ${value.text};\n`, variable: { name, type: 'number', max: value.max, assignable: false } };
    }
    if (kind === 2) {
      const variable: Variable = { name, type: 'boolean', max: 1, assignable: true };
      return { statement: `let ${name} = ${this.boolean(scope, 2)};\n`, variable };
    }
    const variable: Variable = { name, type: 'number', max: maxLocal, assignable: true };
    if (kind === 3) {
      const [yes, no] = [this.valueFor(variable, scope), this.valueFor(variable, scope)];
      return { statement: `let ${name}: number;\nif (${this.boolean(scope, 1)}) ${name} = ${yes};\nelse ${name} = ${no};\n`, variable };
    }
    const annotation = kind === 4 ? ': U5' : '';
    return { statement: `let ${name}${annotation} = ${this.valueFor(variable, scope)};\n`, variable };
  }

  private statement(scope: Scope, depth: number): string {
    if (this.fuel-- <= 0) return this.assignment(scope);
    const simple = [() => this.assignment(scope), () => this.jump(scope), () => this.assignment(scope)];
    const yields = [
      () => this.plainYield(),
      () => this.plainYield(),
      () => `yield* ${this.call(scope, this.routines)};\n`,
      () => `yield* waitUntil(() => ${this.guard(asGuard(scope), 2)}, ${this.label()});\n`,
      () => this.oddYield(),
    ];
    const nested = [
      () => this.conditional(scope, depth),
      () => this.loop(scope, depth),
      () => this.switch(scope, depth),
      () => this.labelled(scope, depth),
      () => `{\n${this.block(scope, depth - 1)}}\n`,
    ];
    const options = [...simple, ...(scope.pure ? [] : yields), ...(depth > 0 ? nested : [])];
    return this.one(options)();
  }

  private plainYield(): string {
    return this.chance(2) ? `yield ${1 + this.below(900)};\n` : `yield ${this.label()};\n`;
  }

  /** What a thread can do to itself and to others. */
  private oddYield(): string {
    switch (this.below(6)) {
      case 1:
        return `if (g.b > 24) yield* halt();\n`;
      case 2:
        return `if (halted(threads.at(1))) start(threads.at(1), main0, ${this.below(4)});\n`;
      case 3:
        return `if (g.e) yield* become(main0, g.c);\n`;
      default:
        return this.plainYield();
    }
  }

  private assignment(scope: Scope): string {
    const variables = scope.variables.filter(({ assignable }) => assignable);
    const kind = this.below(scope.constant ? 2 : 8);
    if (kind < 2 || scope.constant) {
      const variable = this.any(variables);
      return variable ? this.assignTo(variable.name, variable, scope) : ';\n';
    }
    if (kind === 2) return `g.arr[${this.fit(this.number({ ...scope, pure: true }, 1), 3)}] = ${this.fit(this.number(scope, 2), arrayMax)};\n`;
    if (kind === 3) return `me().t = ${this.fit(this.number(scope, 2), 31)};\n`;
    if (kind === 4) return `${this.one(['g.e', 'g.f', 'me().u'])} = ${this.boolean(scope, 2)};\n`;
    const [name, max] = this.field();
    if (kind === 5) return `if (g.${name} < ${max}) ${this.one([`g.${name}++`, `++g.${name}`, `g.${name} += 1`])};\n`;
    return this.assignTo(`g.${name}`, { name, type: 'number', max, assignable: true }, scope);
  }

  private assignTo(target: string, variable: Variable, scope: Scope): string {
    if (variable.type === 'boolean') return `${target} = ${this.boolean(scope, 2)};\n`;
    // With an operand that fits, these keep the target in its range.
    const operator = this.one(['=', '=', '^=', '|=', '&=', '>>=', '%=']);
    if (operator === '=') return `${target} = ${this.fit(this.number(scope, 3), variable.max)};\n`;
    const operand = this.number({ ...scope, pure: true }, 2); // a compound assignment may not yield
    if (operator === '>>=') return `${target} >>= ${this.fit(operand, 3)};\n`;
    if (operator === '%=') return `${target} %= ${this.fit(operand, 7)} + 1;\n`;
    return `${target} ${operator} ${this.fit(operand, variable.max)};\n`;
  }

  private conditional(scope: Scope, depth: number): string {
    const text = `if (${this.boolean(scope, 2)}) {\n${this.block(scope, depth - 1)}}`;
    switch (this.below(3)) {
      case 1:
        return `${text} else {\n${this.block(scope, depth - 1)}}\n`;
      case 2:
        return `${text} else if (${this.boolean(scope, 2)}) {\n${this.block(scope, depth - 1)}} else ${this.assignment(scope)}`;
      default:
        return `${text}\n`;
    }
  }

  private loop(scope: Scope, depth: number, label?: string): string {
    const counter: Variable = { name: this.name(), type: 'number', max: 3, assignable: false };
    const { name } = counter;
    const inner: Scope = {
      ...scope,
      variables: [...scope.variables, counter],
      loops: label === undefined ? scope.loops : [...scope.loops, label],
      inLoop: true,
      inBreakable: true,
    };
    const body = this.block(inner, depth - 1);
    const turns = 1 + this.below(3);
    const prefix = label === undefined ? '' : `${label}: `;
    switch (this.below(4)) {
      case 1:
        return `let ${name} = 0;\n${prefix}while (${name} < ${turns} && ${this.boolean(scope, 1)}) {\n${name}++;\n${body}}\n`;
      case 2:
        return `let ${name} = 0;\n${prefix}do {\n${name}++;\n${body}} while (${name} < ${turns} && ${this.boolean(scope, 1)});\n`;
      case 3:
        return `let ${name} = 0;\n${prefix}for (;;) {\nif (${name}++ >= ${turns}) break;\n${body}}\n`;
      default:
        return `${prefix}for (let ${name} = 0; ${name} < ${turns}; ${name}++) {\n${body}}\n`;
    }
  }

  private labelled(scope: Scope, depth: number): string {
    const label = `L${this.names++}`;
    if (this.chance(2)) return this.loop(scope, depth, label);
    return `${label}: {\n${this.block({ ...scope, blocks: [...scope.blocks, label] }, depth - 1)}}\n`;
  }

  private switch(scope: Scope, depth: number): string {
    const inner = { ...scope, inBreakable: true };
    const cases = Array.from({ length: 1 + this.below(3) }, (_, value) => {
      const ending = this.one(['break;\n', this.jump(inner), '']);
      const body = this.statement(inner, depth - 1);
      return this.chance(2) ? `case ${value}: {\n${body}${ending}}\n` : `case ${value}:\n${body}${ending}`;
    });
    if (this.chance(2)) cases.splice(this.below(cases.length + 1), 0, `default:\n${this.statement(inner, depth - 1)}break;\n`);
    return `switch (${this.fit(this.number(scope, 2), 3)}) {\n${cases.join('')}}\n`;
  }

  /** Leaves something early, under a condition. */
  private jump(scope: Scope): string {
    const ways = [
      this.returnStatement(scope),
      ...(scope.inBreakable ? ['break;'] : []),
      ...(scope.inLoop ? ['continue;'] : []),
      ...scope.loops.flatMap((label) => [`break ${label};`, `continue ${label};`]),
      ...scope.blocks.map((label) => `break ${label};`),
    ];
    return `if (${this.boolean(scope, 1)}) ${this.one(ways.toReversed())}\n`;
  }

  private returnStatement(scope: Scope): string {
    return this.finalReturn(scope).trim() || 'return;';
  }

  // --- expressions

  private valueFor(variable: Variable, scope: Scope): string {
    return variable.type === 'number' ? this.fit(this.number(scope, 2), variable.max) : this.boolean(scope, 2);
  }

  private number(scope: Scope, depth: number): NumberText {
    const simple = [() => this.literal(), () => this.numberVariable(scope), () => this.fieldRead(), () => this.fieldRead()];
    if (depth <= 0) return this.one(simple)();
    const compound = [
      () => this.binary(scope, depth - 1),
      () => this.binary(scope, depth - 1),
      () => this.ternary(scope, depth - 1),
      () => this.numberCall(scope, this.pures, ''),
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
        return { text: 'slot(me())', max: 3 };
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
      case 3: {
        const b = this.number(scope, depth);
        return { text: `Math.${this.one(['min', 'max'])}(${a.text}, ${b.text})`, max: Math.max(a.max, b.max) };
      }
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
        const n = this.fit(this.number(guard, 1), 3);
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

  private boolean(scope: Scope, depth: number): string {
    const simple = [
      () => this.one(['true', 'false']),
      () => this.any(scope.variables.filter(({ type }) => type === 'boolean'))?.name ?? 'g.e',
      () => this.one(['g.e', 'g.f', 'me().u']),
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
      () => this.booleanCall(scope, this.pures, ''),
    ];
    const yields = [() => this.booleanCall(scope, this.routines, 'yield* '), () => `(yield* mayFail('f'))`];
    return this.one([...simple, ...compound, ...(scope.pure ? [] : yields)])();
  }

  /** A condition to wait for, which often holds: a thread that waits for ever shows nothing more. */
  private guard(scope: Scope, depth: number): string {
    const text = this.boolean(scope, depth);
    return this.one([`${text} || g.d === 0`, `${text} || g.d === 1`, text, 'true']);
  }

  private booleanCall(scope: Scope, all: readonly RoutineSignature[], how: string): string {
    const callable = all.filter(({ result }) => result === 'boolean');
    return callable.length === 0 ? 'g.f' : `(${how}${this.call(scope, callable)})`;
  }

  private call(scope: Scope, callable: readonly RoutineSignature[]): string {
    const callee = this.any(callable);
    if (!callee) return `choose(1)`;
    this.fuel--;
    const args = callee.parameters.map((type) => (type === 'number' ? this.fit(this.number(scope, 1), maxLocal) : this.boolean(scope, 1)));
    return `${callee.name}(${args.join(', ')})`;
  }

  private fit({ text, max }: NumberText, most: number): string {
    return max <= most ? text : `(${text} & ${most})`;
  }

  // --- decisions

  private field(): readonly [keyof typeof fields, number] {
    const name = this.one(['a', 'b', 'c', 'd'] as const);
    return [name, fields[name]];
  }

  private label(): string {
    return `'at ${this.names++}'`;
  }

  private name(): string {
    return `v${this.names++}`;
  }

  private below(n: number): number {
    return (this.decisions[this.at++] ?? 0) % n;
  }

  /** True once in n times. */
  private chance(n: number): boolean {
    return this.below(n) === n - 1;
  }

  private any<T>(all: readonly T[]): T | undefined {
    return all[this.below(Math.max(1, all.length))];
  }

  private one<T>(all: readonly T[]): T {
    const found = this.any(all);
    if (found === undefined) throw new Error('nothing to choose from');
    return found;
  }
}

const asGuard = (scope: Scope): Scope => ({ ...scope, pure: true, constant: true });

function declare(parameters: readonly Variable[]): string {
  return parameters.map(({ name, type }) => `${name}: ${type}`).join(', ');
}
