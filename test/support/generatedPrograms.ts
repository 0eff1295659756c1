/**
 * Writes random programs of the modelling language's subset. Every decision is the next number of a list, and 0 is always the
 * simplest one, so a shorter list with smaller numbers is a simpler program: that is how failures shrink.
 *
 * Numbers stay below 64, global fields within their width, loops are bounded, and calls go to routines written earlier.
 */
import { arrayLength, arrayMax, asGuard, Expressions, maxLocal, type Scope, type Variable } from './generatedExpressions.ts';
import type { Shape } from './referenceRun.ts';

export interface GeneratedProgram {
  readonly source: string;
  readonly shape: Shape;
}

/** Writes the program that the numbers stand for. */
export function writeProgram(decisions: readonly number[]): GeneratedProgram {
  return new Writer(decisions).program();
}

class Writer extends Expressions {
  program(): GeneratedProgram {
    const threads = 1 + this.below(3);
    const nodes = { slots: 1 + this.below(3), order: this.one(['first', 'lifo'] as const) };
    const failures: Record<string, number> = this.chance(3) ? { f: this.below(3) } : {};
    const pures = Array.from({ length: this.below(3) }, (_, index) => this.pureFunction(`pure${index}`));
    const routines = Array.from({ length: this.below(5) }, (_, index) => this.routine(`r${index}`));
    const mains = Array.from({ length: threads }, (_, index) => this.main(`main${index}`));
    const starts = mains.map((_, index) => `    start(threads.at(${index + 1}), main${index}, ${this.below(8)});`);
    const source = [
      `import {`,
      `  type Arr, type List, type Ref, type Routine, type U1, type U2, type U3, type U4, type U5,`,
      `  alloc, allocated, become, choose, contains, count, curthread, every, free, globals, halt, halted, insertHead, insertTail,`,
      `  mayFail, nil, pick, remove, scenario, select, slot, some, start, waitUntil, zone,`,
      `} from 'forkcheck';`,
      ``,
      `export interface Thread { t: U5; u: boolean }`,
      `export interface Node { v: U3; next: Ref<Node>; up: Ref<Node> }`,
      `export interface Globals {`,
      `  a: U3; b: U5; c: U2; d: U1; e: boolean; f: boolean; arr: Arr<U4, ${arrayLength}>; p: Ref<Node>; q: Ref<Node>; head: List<Node>;`,
      `}`,
      `export const g = globals<Globals>('k');`,
      `export const threads = zone<Thread>('thread', { slots: ${threads}, threads: true, stable: true });`,
      `export const nodes = zone<Node>('node', { slots: ${nodes.slots}, order: '${nodes.order}' });`,
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
      globals: { a: 0, b: 0, c: 0, d: 0, e: false, f: false, arr: Array<number>(arrayLength).fill(0), p: null, q: null, head: { first: null } },
      nodes,
      thread: { t: 0, u: false },
      threads,
      failures,
    };
    return { source, shape };
  }

  private pureFunction(name: string): string {
    const parameters = this.parameters();
    const result = this.below(2) === 0 ? 'number' : 'boolean';
    const constant = this.chance(2);
    const scope = this.functionScope(parameters, result, { pure: true, constant });
    const body = this.block(scope, 1);
    const signature = { name, result, parameters: parameters.map(({ type }) => type) } as const;
    const text = `function ${name}(${declare(parameters)}): ${result} {\n${body}${this.finalReturn(scope)}}\n`;
    this.pures.push(signature);
    if (constant) this.constants.push(signature);
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
    const shared = [() => this.nodeStatement(scope), () => this.nodeStatement(scope)];
    const nested = [
      () => this.conditional(scope, depth),
      () => this.loop(scope, depth),
      () => this.switch(scope, depth),
      () => this.labelled(scope, depth),
      () => `{\n${this.block(scope, depth - 1)}}\n`,
    ];
    const options = [...simple, ...(scope.constant ? [] : shared), ...(scope.pure ? [] : yields), ...(depth > 0 ? nested : [])];
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
        return `${this.plainYield()}if (halted(threads.at(1))) start(threads.at(1), main0, ${this.below(4)});\n`;
      case 3:
        return `if (g.e) {\n${this.plainYield()}yield* become(main0, g.c);\n}\n`;
      default:
        return this.plainYield();
    }
  }

  /** Something with the structs that come and go. They stay on the list until they are removed; references dangle. */
  private nodeStatement(scope: Scope): string {
    const [p, q] = this.one([['g.p', 'g.q'], ['g.q', 'g.p'], ['g.p', 'g.head.first']] as const);
    const isLive = `${p} !== nil && allocated(${p})`;
    const isListed = `contains(g.head, ${p}, 'next')`;
    switch (this.below(8)) {
      case 1:
        return `if (${isLive}) ${p}.v = ${this.fit(this.number({ ...scope, pure: true }, 2), 7)};\n`;
      case 2:
        return `if (${isLive} && !${isListed}) ${this.one(['insertHead', 'insertTail'])}(g.head, ${p}, 'next');\n`;
      case 3:
        return `if (${p} !== nil && ${isListed}) remove(g.head, ${p}, 'next');\n`;
      case 4:
        // Another thread may take it before it is touched.
        return `if (${isLive} && !${isListed}) {\nfree(nodes, ${p});\n${scope.pure ? '' : this.plainYield()}${this.chance(3) ? `${p}.v = 1;\n` : ''}}\n`;
      case 5: {
        const n = this.name();
        const body = `g.b = (g.b + ${n}.v) & 31;\n${scope.pure ? '' : this.plainYield()}`;
        return `for (let ${n}: Ref<Node> = g.head.first; ${n} !== nil; ${n} = ${n}.next) {\n${body}}\n`;
      }
      case 6:
        return this.one([`${p} = ${q};\n`, `if (${isLive}) ${p}.up = ${q};\n`, `if (${isLive} && ${p}.up === ${q}) g.d ^= 1;\n`]);
      case 7: // through nil, or a freed one: the fault must be the same
        return this.one([`g.a = ${isLive} ? ${p}.v : 0;\n`, `if (${p} !== nil) ${p}.v = 1;\n`, `if (${p} !== nil && !${isListed}) free(nodes, ${p});\n`, `g.c = ${p}.v & 3;\n`]);
      default:
        return `if (${p} === nil || !allocated(${p})) ${p} = alloc(nodes);\n`;
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
}

function declare(parameters: readonly Variable[]): string {
  return parameters.map(({ name, type }) => `${name}: ${type}`).join(', ');
}
