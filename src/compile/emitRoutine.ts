import * as t from '@babel/types';
import type { Block, Item } from './blocks.ts';
import { coerce } from './coerce.ts';
import { passArguments } from './emitCall.ts';
import { localName, type Ctx, type Emitters, type EmitShared } from './emitContext.ts';
import { emitExpression, emitReference, emitSet } from './emitExpression.ts';
import { emitFunctionBody, emitStatement, type Leaving } from './emitStatement.ts';
import type { FunctionCode } from './functionCode.ts';
import type { RoutineCode } from './frames.ts';
import type { Variable } from './locals.ts';
import type { FunctionInfo } from './moduleUnit.ts';
import { placeOf } from './place.ts';
import { int } from './types.ts';

const emit: Emitters = { value: emitExpression, reference: emitReference, body: emitFunctionBody };

/** Emits the functions of one routine's blocks. */
export function emitRoutine(routine: RoutineCode, shared: EmitShared): string {
  const { numbers } = shared;
  for (const block of routine.reachable) numbers.of(block);
  const table = `R${routine.index}`;
  const returns = [0, ...routine.sites.map((site) => numbers.of(site.next))];
  const head = `// ${routine.name}: frame at ${routine.offset}, ${routine.size} cells\nconst ${table} = [${returns.join(', ')}];`;
  return [head, ...routine.reachable.map((block) => new BlockEmitter(routine, block, shared, table).emit())].join('\n');
}

class BlockEmitter {
  private readonly temps: string[] = [];
  private readonly used = new Set<string>();
  private readonly ctx: Ctx;
  private readonly code: FunctionCode;

  constructor(
    private readonly routine: RoutineCode,
    private readonly block: Block,
    private readonly shared: EmitShared,
    private readonly table: string,
  ) {
    this.code = routine.code;
    this.ctx = {
      shared,
      emit,
      code: routine.code,
      cell: (variable) => this.cellOf(variable),
      read: (variable) => this.readVariable(variable),
      temp: () => `a${this.temps.push('') - 1}`,
    };
  }

  emit(): string {
    const { block } = this;
    const lines = [...block.items.map((item) => this.item(item)), ...this.end()].filter((line) => line !== '');
    const locals = [...this.used, ...this.temps.map((_, index) => `a${index}`)];
    const declared = locals.length > 0 ? [`  let ${locals.map((name) => `${name} = 0`).join(', ')};`] : [];
    const line = placeOf(this.code.unit, block.node);
    return [`function b${this.shared.numbers.of(block)}(t, f) { // ${this.routine.name} ${line}`, ...declared, ...lines, '}'].join('\n');
  }

  private cellOf(variable: Variable): number | undefined {
    return this.routine.cells.has(variable) ? this.shared.frames.offsetOf(this.routine, variable) : undefined;
  }

  private readVariable(variable: Variable): string {
    const cell = this.cellOf(variable);
    if (cell === undefined) {
      const name = localName(variable);
      if (variable.role !== 'arrow') this.used.add(name);
      return name;
    }
    return this.code.typeOfVariable(variable).kind === 'bool' ? `(S[f+${cell}]!==0)` : `S[f+${cell}]`;
  }

  private item(item: Item): string {
    switch (item.kind) {
      case 'code':
        return emitStatement(item.node, this.ctx, this.leaving, '  ');
      case 'result':
        return this.set(item.variable, 'RV');
      case 'alternative':
        return this.set(item.variable, 'ALT');
      case 'budget': {
        const cell = this.shared.budgets.get(item.budget) ?? 0;
        return `  if (ALT === 1) w(${cell},S[${cell}]-1);\n${this.set(item.variable, '(ALT===1)')}`;
      }
      case 'constant': {
        const isBool = this.code.typeOfVariable(item.variable).kind === 'bool';
        return this.set(item.variable, isBool ? String(item.value !== 0) : String(item.value));
      }
      case 'parameter':
        return this.set(item.variable, `A${item.index}`);
    }
  }

  /** Sets a variable to a value of its own type. */
  private set(variable: Variable, value: string): string {
    return `  ${emitSet(variable, value, this.code.typeOfVariable(variable), this.ctx, this.block.node)};`;
  }

  private readonly leaving: Leaving = {
    onReturn: (value) => `{ ${this.returns(value).join(' ')} }`,
    onExit: (node) => {
      const to = this.routine.lowered.escapes.get(node);
      return to && `{ ${this.go(to).join(' ')} }`;
    },
  };

  /** Clears the cells whose variables are dead where control goes. */
  private clearFor(next: Block | undefined): string[] {
    const { liveness } = this.routine;
    const keep = next ? liveness.liveIn.get(next) : undefined;
    const maybe = new Set([...(liveness.liveIn.get(this.block) ?? []), ...(liveness.assigned.get(this.block) ?? [])]);
    const dead = [...maybe].filter((one) => this.routine.cells.has(one) && keep?.has(one) !== true);
    return dead.map((one) => `w(f+${this.cellOf(one)},0);`);
  }

  private go(to: Block): string[] {
    const number = this.shared.numbers.of(to);
    // Going forward is a plain call: it can be inlined. Going back returns, so that loops do not grow the stack.
    return [...this.clearFor(to), to.id > this.block.id ? `return b${number}(t, f);` : `return ${number};`];
  }

  private end(): string[] {
    const { end } = this.block;
    const indent = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);
    switch (end.kind) {
      case 'jump':
        return indent(this.go(end.to));
      case 'branch':
        return [`  if (${emitExpression(end.test, this.ctx)}) { ${this.go(end.yes).join(' ')} }`, ...indent(this.go(end.no))];
      case 'switch':
        return this.switchEnd(end);
      case 'yield':
        return indent([...this.clearFor(end.next), `w(f,${this.shared.frames.stopBefore(end.next).number});`, 'return -1;']);
      case 'call':
        return indent(this.call(end.callee, end.args, end.next, end.node));
      case 'run':
        return this.runEnd(end.entry, end.next);
      case 'return':
        return indent(this.returns(end.value));
      case 'halt':
        return ['  clearFrame(t, f);', '  return -1;'];
      case 'become':
        return indent(this.become(end.callee, end.args, end.node));
    }
  }

  private switchEnd(end: Extract<Block['end'], { kind: 'switch' }>): string[] {
    const cases = end.cases.map(([test, to]) => `    case ${emitExpression(test, this.ctx)}: { ${this.go(to).join(' ')} }`);
    return [`  switch (${emitExpression(end.value, this.ctx)}) {`, ...cases, '  }', ...this.go(end.other).map((line) => `  ${line}`)];
  }

  private passArguments(callee: FunctionInfo, args: readonly t.Expression[], node: t.Node): string[] {
    return passArguments(callee, args, this.ctx, node).map((js) => `${js};`);
  }

  private call(callee: FunctionInfo, args: readonly t.Expression[], next: Block, node: t.Node): string[] {
    const target = this.shared.frames.routine(callee);
    return [...this.passArguments(callee, args, node), ...this.clearFor(next), ...this.enter(target, next)];
  }

  private enter(target: RoutineCode, next: Block): string[] {
    const site = this.shared.frames.siteNumber(target, this.routine, next);
    const remember = target.hasReturnCell ? [`w(f+${target.offset},${site});`] : [];
    return [...remember, `return b${this.shared.numbers.of(target.lowered.entry)}(t, f);`];
  }

  private runEnd(entry: t.Expression, next: Block): string[] {
    const cases = this.shared.entries.map((info, index) => `    case ${index + 1}: { ${this.enter(this.shared.frames.routine(info), next).join(' ')} }`);
    const site = this.shared.site(this.code, this.block.node, 'run was given no entry');
    return [`  A0 = ${emitExpression(entry, this.ctx)};`, ...this.clearFor(next).map((line) => `  ${line}`), '  switch (A0) {', ...cases, '  }', `  return fault(ASSERT,${site});`];
  }

  private returns(value: t.Expression | undefined): string[] {
    const { routine } = this;
    const result = this.shared.program.resultOf(routine.info);
    const give = value && result.kind !== 'void' ? [`RV = ${coerce(emitReference(value, this.ctx), this.code.infer(value), result, this.ctx, value)};`] : value && !t.isLiteral(value) ? [`${emitExpression(value, this.ctx)};`] : [];
    return [...give, ...this.clearFor(undefined), ...this.leave()];
  }

  private leave(): string[] {
    const { routine, table } = this;
    if (!routine.hasReturnCell) return [`return ${routine.sites[0] && !routine.isRoot ? this.shared.numbers.of(routine.sites[0].next) : 0};`];
    return [`{ const r = S[f+${routine.offset}]; w(f+${routine.offset},0); return ${table}[r]; }`];
  }

  private become(callee: FunctionInfo, args: readonly t.Expression[], node: t.Node): string[] {
    const target = this.shared.frames.routine(callee);
    return [...this.passArguments(callee, args, node), 'clearFrame(t, f);', `return b${this.shared.numbers.of(target.lowered.entry)}(t, f);`];
  }
}

/** Emits a pure function. */
export function emitPure(info: FunctionInfo, shared: EmitShared): string {
  const code = shared.program.codeOf(info);
  const temps: string[] = [];
  const ctx: Ctx = { shared, emit, code, cell: () => undefined, read: localName, temp: () => `a${temps.push('') - 1}` };
  const parameters = ['t', ...code.locals.parameters.map(localName)].join(', ');
  const head = `// ${info.name} ${placeOf(info.unit, info.node)}\nfunction ${shared.pureName(info)}(${parameters})`;
  const { body } = info.node;
  // Without an annotation the function is a property's or a hook's, and tells a truth or nothing.
  if (t.isBlockStatement(body)) return `${head} {\n${emitFunctionBody(body, ctx, info.node.returnType ? shared.program.resultOf(info) : undefined)}\n}`;
  const result = shared.program.resultOf(info);
  const value = coerce(emitReference(body, ctx), code.infer(body), result, ctx, body);
  const declared = temps.length > 0 ? `let ${temps.map((_, index) => `a${index} = 0`).join(', ')}; ` : '';
  return `${head} { ${declared}return ${value}; }`;
}

/** Emits the test with which a stop's alternative is enabled, if it is not always, as statements that return it. */
export function emitStopGuard(routine: RoutineCode, block: Block, shared: EmitShared): { guard: string | undefined; count: string } {
  const { stop } = shared.frames.stopBefore(block);
  const ctx = guardContext(routine, shared);
  const count = stop.count ? emitExpression(stop.count, ctx) : String(stop.kind === 'select' ? stop.guards.length : stop.kind === 'budget' ? 2 : 1);
  if (stop.kind === 'budget') return { guard: `return alt === 0 || S[${shared.budgets.get(stop.budget ?? '') ?? 0}] > 0;`, count };
  const tests = stop.guards.map((arrow) => emitTest(arrow, routine, ctx));
  if (stop.kind === 'select') return { guard: `switch (alt) { ${tests.map((test, index) => `case ${index}: return ${test};`).join(' ')} } return false;`, count };
  return { guard: tests[0] === undefined ? undefined : `return ${tests[0]};`, count };
}

/** One test of a guard: an expression in place, or a function of its own if it has statements. */
function emitTest(arrow: t.ArrowFunctionExpression, routine: RoutineCode, ctx: Ctx): string {
  const parameter = arrow.params[0] && routine.code.locals.of.get(arrow.params[0]);
  if (parameter) routine.code.setVariableType(parameter, int(0, 255));
  const read = (variable: Variable): string => (variable === parameter ? 'alt' : ctx.read(variable));
  const own = { ...ctx, read };
  if (t.isExpression(arrow.body)) return truth(emitExpression(arrow.body, own));
  const name = ctx.shared.unique(`may_${routine.info.name}`);
  ctx.shared.helpers.push(`function ${name}(t, f, alt) {\n${emitFunctionBody(arrow.body, own)}\n}`);
  return `${name}(t, f, alt)`;
}

const truth = (js: string): string => (js === 'true' || js === 'false' ? js : `!!${js}`);

function guardContext(routine: RoutineCode, shared: EmitShared): Ctx {
  const { code } = routine;
  const cell = (variable: Variable): number | undefined => (routine.cells.has(variable) ? shared.frames.offsetOf(routine, variable) : undefined);
  const read = (variable: Variable): string => {
    const at = cell(variable);
    if (at === undefined) return localName(variable);
    return code.typeOfVariable(variable).kind === 'bool' ? `(S[f+${at}]!==0)` : `S[f+${at}]`;
  };
  return { shared, emit, code, cell, read, temp: () => code.refuse(code.info.node, 'a guard changes nothing', 'Move the assignment behind the wait.') };
}
