import * as t from '@babel/types';
import type { Block, End, Item, Lowered, Stop } from './blocks.ts';
import { plain, type FunctionCode } from './functionCode.ts';
import type { Variable } from './locals.ts';
import type { FunctionInfo } from './moduleUnit.ts';
import { bool, type Type } from './types.ts';
import { hasYield } from './walk.ts';

interface Target {
  readonly kind: 'loop' | 'switch' | 'block';
  readonly label?: string;
  readonly breakTo: Block;
  readonly continueTo?: Block;
}

/** Cuts a routine at its yields into blocks. Statements without yields stay whole. */
export function lower(code: FunctionCode): Lowered {
  return new Lowering(code).run();
}

class Lowering {
  private readonly blocks: Block[] = [];
  private readonly escapes = new Map<t.Node, Block>();
  private readonly targets: Target[] = [];
  private current: Block;
  private clone: { stop: Stop; block: Block } | undefined;

  constructor(private readonly code: FunctionCode) {
    this.current = this.block(code.info.node);
  }

  run(): Lowered {
    const entry = this.current;
    this.code.locals.parameters.forEach((variable, index) => this.item({ kind: 'parameter', variable, index }));
    const { body } = this.code.info.node;
    if (!t.isBlockStatement(body)) return this.code.refuse(body, 'a routine has a body', 'Write `function* name() { ... }`.');
    this.statements(body.body);
    this.finish({ kind: 'return' });
    return { blocks: this.blocks, entry, escapes: this.escapes, ...(this.clone && { clone: this.clone }) };
  }

  private block(node: t.Node): Block {
    const block: Block = { id: this.blocks.length, items: [], end: { kind: 'halt' }, node, guards: [], escapes: [] };
    this.blocks.push(block);
    return block;
  }

  private item(item: Item): void {
    this.current.items.push(item);
  }

  /** Closes the current block; what follows, if anything, is a new one. */
  private finish(end: End, next?: Block): void {
    this.current.end = end;
    this.current = next ?? this.block(this.current.node);
  }

  private statements(all: readonly t.Statement[]): void {
    for (const one of all) this.statement(one);
  }

  private statement(node: t.Statement, label?: string): void {
    if (t.isReturnStatement(node)) return this.returnFrom(node);
    if (t.isBreakStatement(node) || t.isContinueStatement(node)) return this.finish({ kind: 'jump', to: this.targetOf(node, this.targets) });
    if (t.isLabeledStatement(node)) return this.labelled(node);
    if (!hasYield(node)) return this.inline(node);
    switch (node.type) {
      case 'ExpressionStatement':
        return void this.effect(node.expression);
      case 'VariableDeclaration':
        return node.declarations.forEach((one) => this.declarator(one));
      case 'BlockStatement':
        return this.statements(node.body);
      case 'IfStatement':
        return this.ifElse(node);
      case 'WhileStatement':
        return this.loop(node, { test: node.test, body: node.body }, label);
      case 'ForStatement':
        return this.forLoop(node, label);
      case 'DoWhileStatement':
        return this.doLoop(node, label);
      case 'SwitchStatement':
        return this.switchOver(node, label);
      default:
        this.code.refuse(node, `${node.type} cannot hold a yield`, 'See the language page.');
    }
  }

  private labelled(node: t.LabeledStatement): void {
    if (!hasYield(node.body)) return this.inline(node);
    if (t.isLoop(node.body) || t.isSwitchStatement(node.body)) return this.statement(node.body, node.label.name);
    const after = this.block(node);
    this.targets.push({ kind: 'block', label: node.label.name, breakTo: after });
    this.statement(node.body);
    this.targets.pop();
    this.finish({ kind: 'jump', to: after }, after);
  }

  /** Keeps a statement whole, and notes where its breaks and continues lead if they leave it. */
  private inline(node: t.Statement): void {
    if (t.isEmptyStatement(node) || t.isTypeScript(node)) return;
    this.noteEscapes(node, []);
    this.item({ kind: 'code', node });
  }

  private noteEscapes(node: t.Node, inner: readonly (string | undefined)[]): void {
    if (t.isFunction(node)) return;
    if (t.isBreakStatement(node) || t.isContinueStatement(node)) {
      const label = node.label?.name;
      const loops = t.isContinueStatement(node) ? inner.filter((one) => one !== 'switch') : inner;
      if (label === undefined ? loops.length > 0 : inner.includes(`:${label}`)) return;
      const to = this.targetOf(node, this.targets);
      this.escapes.set(node, to);
      this.current.escapes.push(to);
      return;
    }
    const within = t.isLoop(node) ? [...inner, 'loop'] : t.isSwitchStatement(node) ? [...inner, 'switch'] : t.isLabeledStatement(node) ? [...inner, `:${node.label.name}`] : inner;
    for (const key of t.VISITOR_KEYS[node.type] ?? []) {
      const child = (node as unknown as Record<string, t.Node | t.Node[] | null>)[key];
      if (Array.isArray(child)) child.forEach((one) => one && this.noteEscapes(one, within));
      else if (child && typeof child === 'object') this.noteEscapes(child, within);
    }
  }

  private targetOf(node: t.BreakStatement | t.ContinueStatement, targets: readonly Target[]): Block {
    const label = node.label?.name;
    const fits = (one: Target): boolean => {
      if (label !== undefined) return one.label === label;
      return t.isContinueStatement(node) ? one.kind === 'loop' : one.kind !== 'block';
    };
    const target = targets.findLast(fits);
    const to = t.isContinueStatement(node) ? target?.continueTo : target?.breakTo;
    return to ?? this.code.refuse(node, 'this leaves no loop', 'Name the label of an enclosing loop.');
  }

  private returnFrom(node: t.ReturnStatement): void {
    const value = node.argument ? this.expression(node.argument) : undefined;
    this.finish({ kind: 'return', ...(value && { value }) });
  }

  private declarator(node: t.VariableDeclarator): void {
    const variable = this.code.locals.of.get(node.id);
    if (!variable) return;
    if (!node.init) return this.item({ kind: 'constant', variable, value: 0 });
    this.assign(node.id, variable, this.expression(node.init), node);
  }

  private assign(id: t.Node, variable: Variable, value: t.Expression, at: t.Node): void {
    const target = t.identifier(variable.name);
    target.loc = id.loc ?? null;
    this.code.locals.of.set(target, variable);
    this.code_(t.assignmentExpression('=', target, value), at);
  }

  private code_(expression: t.Expression, at: t.Node): void {
    expression.loc = at.loc ?? null;
    const statement = t.expressionStatement(expression);
    statement.loc = at.loc ?? null;
    this.item({ kind: 'code', node: statement });
  }

  private ifElse(node: t.IfStatement): void {
    const test = this.expression(node.test);
    const yes = this.block(node.consequent);
    const after = this.block(node);
    const no = node.alternate ? this.block(node.alternate) : after;
    this.finish({ kind: 'branch', test, yes, no }, yes);
    this.statement(node.consequent);
    this.finish({ kind: 'jump', to: after }, no);
    if (!node.alternate) return;
    this.statement(node.alternate);
    this.finish({ kind: 'jump', to: after }, after);
  }

  private loop(node: t.Node, parts: { test?: t.Expression | null; body: t.Statement; update?: t.Expression | null }, label?: string): void {
    const head = this.block(node);
    const body = this.block(parts.body);
    const update = parts.update ? this.block(parts.update) : head;
    const after = this.block(node);
    this.finish({ kind: 'jump', to: head }, head);
    if (parts.test) this.finish({ kind: 'branch', test: this.expression(parts.test), yes: body, no: after }, body);
    else this.finish({ kind: 'jump', to: body }, body);
    this.within({ kind: 'loop', ...(label !== undefined && { label }), breakTo: after, continueTo: update }, () => this.statement(parts.body));
    this.finish({ kind: 'jump', to: update }, update);
    if (parts.update) {
      this.effect(parts.update);
      this.finish({ kind: 'jump', to: head });
    }
    this.current = after;
  }

  private within(target: Target, act: () => void): void {
    this.targets.push(target);
    act();
    this.targets.pop();
  }

  private forLoop(node: t.ForStatement, label?: string): void {
    if (t.isVariableDeclaration(node.init)) this.statement(node.init);
    else if (node.init) this.effect(node.init);
    this.loop(node, { test: node.test ?? null, body: node.body, update: node.update ?? null }, label);
  }

  private doLoop(node: t.DoWhileStatement, label?: string): void {
    const body = this.block(node.body);
    const test = this.block(node.test);
    const after = this.block(node);
    this.finish({ kind: 'jump', to: body }, body);
    this.within({ kind: 'loop', ...(label !== undefined && { label }), breakTo: after, continueTo: test }, () => this.statement(node.body));
    this.finish({ kind: 'jump', to: test }, test);
    this.finish({ kind: 'branch', test: this.expression(node.test), yes: body, no: after }, after);
  }

  private switchOver(node: t.SwitchStatement, label?: string): void {
    const value = this.expression(node.discriminant);
    const blocks = node.cases.map((one) => this.block(one));
    const after = this.block(node);
    const cases: (readonly [t.Expression, Block])[] = [];
    let other = after;
    node.cases.forEach((one, index) => {
      const block = blocks[index] ?? after;
      if (one.test) cases.push([one.test, block]);
      else other = block;
    });
    this.finish({ kind: 'switch', value, cases, other }, blocks[0] ?? after);
    this.within({ kind: 'switch', ...(label !== undefined && { label }), breakTo: after }, () => {
      node.cases.forEach((one, index) => {
        this.statements(one.consequent);
        this.finish({ kind: 'jump', to: blocks[index + 1] ?? after }, blocks[index + 1] ?? after);
      });
    });
    if (node.cases.length === 0) this.current = after;
  }

  /** Evaluates for its effect. */
  private effect(node: t.Expression): void {
    if (!hasYield(node)) {
      const statement = t.expressionStatement(node);
      statement.loc = node.loc ?? null;
      return this.inline(statement);
    }
    const at = plain(node);
    if (t.isAssignmentExpression(at)) return this.assignment(at);
    if (t.isYieldExpression(at)) return void this.yieldAt(at, false);
    this.expression(node);
  }

  private assignment(node: t.AssignmentExpression): void {
    if (hasYield(node.left)) this.code.refuse(node.left, 'the target of an assignment cannot yield', 'Compute it first, in a statement of its own.');
    if (node.operator !== '=') this.code.refuse(node, 'a yield inside a compound assignment is easily misread', 'Split it: first `const x = yield* ...`, then the assignment.');
    const value = this.expression(node.right);
    this.code_(t.assignmentExpression('=', node.left, value), node);
  }

  /** Evaluates what yields, in order; returns an expression without yields for the rest. */
  private expression(node: t.Expression): t.Expression {
    if (!hasYield(node)) return node;
    const at = plain(node);
    switch (at.type) {
      case 'YieldExpression':
        return this.yieldAt(at, true);
      case 'UnaryExpression':
        return this.copy(at, { argument: this.expression(at.argument) });
      case 'BinaryExpression':
        return this.binary(at);
      case 'LogicalExpression':
        return this.logical(at);
      case 'ConditionalExpression':
        return this.conditional(at);
      case 'CallExpression':
        return this.copy(at, { arguments: this.operands(at.arguments) });
      case 'MemberExpression':
        return this.copy(at, { object: this.expression(at.object as t.Expression), property: at.computed ? this.expression(at.property as t.Expression) : at.property });
      case 'AssignmentExpression':
        this.assignment(at);
        return at.left as t.Expression;
      default:
        return this.code.refuse(at, `${at.type} cannot hold a yield`, 'Put the yield in a statement of its own.');
    }
  }

  private copy<N extends t.Expression>(node: N, changes: Partial<N>): N {
    return { ...node, ...changes };
  }

  private binary(node: t.BinaryExpression): t.Expression {
    const [left, right] = this.operands([node.left as t.Expression, node.right]);
    return this.copy(node, { left: left as t.Expression, right: right as t.Expression });
  }

  /** Operands in order; those before a yield are kept in temporaries. */
  private operands<N extends t.Node>(nodes: readonly N[]): N[] {
    return nodes.map((node, index) => {
      if (!t.isExpression(node)) return node;
      const value = this.expression(node);
      const later = nodes.slice(index + 1).some(hasYield);
      return (later && !this.isSteady(value) ? this.keep(value, this.code.infer(node), node) : value) as unknown as N;
    });
  }

  private isSteady(node: t.Expression): boolean {
    const at = plain(node);
    if (t.isLiteral(at)) return true;
    if (!t.isIdentifier(at)) return false;
    const variable = this.code.locals.of.get(at);
    return variable === undefined || variable.isConst || variable.role === 'temporary';
  }

  private temporary(type: Type): Variable {
    const { variables } = this.code.locals;
    const variable: Variable = { id: variables.length, name: `tmp${variables.length}`, isConst: false, role: 'temporary' };
    variables.push(variable);
    this.code.setVariableType(variable, type.kind === 'struct' ? { kind: 'ref', to: type.of } : type);
    return variable;
  }

  private use(variable: Variable, at: t.Node): t.Identifier {
    const id = t.identifier(variable.name);
    id.loc = at.loc ?? null;
    this.code.locals.of.set(id, variable);
    return id;
  }

  private keep(value: t.Expression, type: Type, at: t.Node): t.Identifier {
    const variable = this.temporary(type);
    this.assign(this.use(variable, at), variable, value, at);
    return this.use(variable, at);
  }

  private logical(node: t.LogicalExpression): t.Expression {
    if (!hasYield(node.right)) return this.copy(node, { left: this.expression(node.left) });
    const variable = this.temporary(this.code.infer(node));
    this.assign(this.use(variable, node), variable, this.expression(node.left), node.left);
    const more = this.block(node.right);
    const after = this.block(node);
    const test = this.use(variable, node);
    const [yes, no] = node.operator === '&&' ? [more, after] : [after, more];
    this.finish({ kind: 'branch', test, yes, no }, more);
    this.assign(this.use(variable, node), variable, this.expression(node.right), node.right);
    this.finish({ kind: 'jump', to: after }, after);
    return this.use(variable, node);
  }

  private conditional(node: t.ConditionalExpression): t.Expression {
    const variable = this.temporary(this.code.infer(node));
    const test = this.expression(node.test);
    const yes = this.block(node.consequent);
    const no = this.block(node.alternate);
    const after = this.block(node);
    this.finish({ kind: 'branch', test, yes, no }, yes);
    this.assign(this.use(variable, node), variable, this.expression(node.consequent), node.consequent);
    this.finish({ kind: 'jump', to: after }, no);
    this.assign(this.use(variable, node), variable, this.expression(node.alternate), node.alternate);
    this.finish({ kind: 'jump', to: after }, after);
    return this.use(variable, node);
  }

  private yieldAt(node: t.YieldExpression, wanted: boolean): t.Expression {
    if (!node.delegate) {
      this.stop({ kind: 'yield', point: this.pointOf(node.argument), node, guards: [] });
      return t.numericLiteral(0);
    }
    const call = node.argument ? plain(node.argument) : node;
    if (!t.isCallExpression(call)) return this.code.refuse(node, 'yield* calls a routine', 'Write `yield* name(arguments)`.');
    const word = this.code.wordOf(call);
    return word === undefined ? this.callRoutine(call, wanted) : this.callWord(word, call);
  }

  private pointOf(node: t.Node | null | undefined): string {
    if (!node) return '';
    if (t.isNumericLiteral(node)) return String(node.value);
    if (t.isStringLiteral(node)) return node.value;
    const meaning = t.isIdentifier(node) || t.isMemberExpression(node) ? this.code.meaningOfPath(node) : undefined;
    if (meaning?.kind === 'constant') return String(meaning.value);
    return this.code.refuse(node, 'the operand of yield names a place', 'Write a line number or a string.');
  }

  private stop(stop: Stop): void {
    const next = this.block(stop.node);
    next.guards = stop.guards;
    this.finish({ kind: 'yield', stop, next }, next);
  }

  private callRoutine(call: t.CallExpression, wanted: boolean): t.Expression {
    const callee = this.code.calleeOf(call);
    if (!callee) return this.code.refuse(call, 'this is no routine of the model', 'Call a `function*` by its name.');
    if (callee.node.generator !== true) return this.code.refuse(call, `${callee.name} is no routine`, 'Call it without `yield*`.');
    const args = this.arguments_(call);
    const next = this.block(call);
    this.finish({ kind: 'call', callee, args, next, node: call }, next);
    if (!wanted) return t.numericLiteral(0);
    const type = this.code.program.resultOf(callee);
    if (type.kind === 'void') return t.numericLiteral(0);
    const variable = this.temporary(type);
    this.item({ kind: 'result', variable });
    return this.use(variable, call);
  }

  private arguments_(call: t.CallExpression): t.Expression[] {
    const args = this.operands(call.arguments);
    return args.map((one) => (t.isExpression(one) ? one : this.code.refuse(one, 'an argument must be a plain value', 'Pass the values one by one.')));
  }

  private callWord(word: string, call: t.CallExpression): t.Expression {
    const [first, second] = call.arguments;
    switch (word) {
      case 'waitUntil':
        this.stop({ kind: 'wait', point: this.pointOf(second), node: call, guards: [this.guard(first, call)] });
        return t.numericLiteral(0);
      case 'choose':
        return this.alternative({ kind: 'choose', point: '', node: call, guards: [], count: this.counted(first, call) });
      case 'pick':
        return this.alternative({ kind: 'pick', point: '', node: call, guards: [this.guard(second, call)], count: this.counted(first, call) });
      case 'select':
        return this.alternative({ kind: 'select', point: '', node: call, guards: call.arguments.map((one) => this.guard(one, call)) });
      case 'mayFail':
        return this.mayFail(call);
      case 'maySleep':
        if (this.budgetOf(call) !== undefined) this.stop({ kind: 'yield', point: this.nameIn(call), node: call, guards: [] });
        return t.numericLiteral(0);
      case 'halt':
        this.finish({ kind: 'halt' });
        return t.numericLiteral(0);
      case 'become':
        return this.become(call);
      case 'run':
        return this.runEntry(call);
      case 'cloned':
        return this.cloned(call);
      default:
        return this.code.refuse(call, `${word} is not called with yield*`, `Write \`${word}(...)\` without it.`);
    }
  }

  private guard(node: t.Node | undefined, call: t.CallExpression): t.ArrowFunctionExpression {
    if (node && t.isArrowFunctionExpression(node)) return node;
    return this.code.refuse(node ?? call, 'a guard is written in place', 'Write `() => condition`.');
  }

  /** The count of a choice, as an expression that can be evaluated while the thread waits. */
  private counted(node: t.Node | undefined, call: t.CallExpression): t.Expression {
    if (!node || !t.isExpression(node)) return this.code.refuse(call, 'the number of alternatives is missing', 'Write choose(n).');
    return hasYield(node) ? this.keep(this.expression(node), this.code.infer(node), node) : node;
  }

  private alternative(stop: Stop): t.Expression {
    const variable = this.temporary(this.code.infer(stop.node));
    this.stop(stop);
    if (stop.count) this.current.guards = [...this.current.guards, stop.count];
    this.item({ kind: 'alternative', variable });
    return this.use(variable, stop.node);
  }

  private nameIn(call: t.CallExpression): string {
    const [name] = call.arguments;
    if (name && t.isStringLiteral(name)) return name.value;
    return this.code.refuse(call, 'the name must be a string', "Write mayFail('what').");
  }

  private budgetOf(call: t.CallExpression): string | undefined {
    const name = this.nameIn(call);
    return this.code.program.budget(name) > 0 ? name : undefined;
  }

  private mayFail(call: t.CallExpression): t.Expression {
    const budget = this.budgetOf(call);
    if (budget === undefined) return t.booleanLiteral(false);
    this.stop({ kind: 'budget', point: `may fail: ${budget}`, node: call, guards: [], budget });
    const variable = this.temporary(bool);
    this.item({ kind: 'budget', variable, budget });
    return this.use(variable, call);
  }

  private routineArgument(call: t.CallExpression): FunctionInfo {
    const [first] = call.arguments;
    const meaning = first && (t.isIdentifier(first) || t.isMemberExpression(first)) ? this.code.meaningOfPath(first) : undefined;
    if (meaning?.kind === 'function' && meaning.info.node.generator === true) return meaning.info;
    return this.code.refuse(call, 'the first argument names a routine', 'Pass a `function*` by its name.');
  }

  private become(call: t.CallExpression): t.Expression {
    const callee = this.routineArgument(call);
    const args = this.arguments_(call).slice(1);
    this.finish({ kind: 'become', callee, args, node: call });
    return t.numericLiteral(0);
  }

  private runEntry(call: t.CallExpression): t.Expression {
    const [entry] = this.arguments_(call);
    if (!entry) return this.code.refuse(call, 'run takes an entry', 'Write `yield* run(entry)`.');
    const next = this.block(call);
    this.finish({ kind: 'run', entry, next, node: call }, next);
    return t.numericLiteral(0);
  }

  private cloned(call: t.CallExpression): t.Expression {
    if (this.clone) this.code.refuse(call, 'cloned() stands here twice', 'One place in the model receives clones.');
    const variable = this.temporary(bool);
    this.item({ kind: 'constant', variable, value: 0 });
    const after = this.block(call);
    const block = this.block(call);
    this.finish({ kind: 'jump', to: after }, block);
    this.item({ kind: 'constant', variable, value: 1 });
    this.finish({ kind: 'jump', to: after }, after);
    this.clone = { stop: { kind: 'clone', point: 'cloned', node: call, guards: [] }, block };
    return this.use(variable, call);
  }
}
