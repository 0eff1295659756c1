import * as t from '@babel/types';
import { BlockBuilder } from './blockBuilder.ts';
import type { Block, Stop } from './blocks.ts';
import { plain } from './functionCode.ts';
import type { FunctionInfo } from './moduleUnit.ts';
import { bool } from './types.ts';
import { hasYield } from './walk.ts';

/** Takes expressions apart that yield: what yields becomes ends of blocks, in order; the rest stays an expression. */
export class ExpressionLowering extends BlockBuilder {
  protected clone: { stop: Stop; block: Block } | undefined;

  /** Evaluates for its effect. */
  protected effect(node: t.Expression): void {
    if (!hasYield(node)) {
      const statement = t.expressionStatement(node);
      statement.loc = node.loc ?? null;
      return this.inline(statement);
    }
    const at = plain(node);
    if (t.isAssignmentExpression(at)) return void this.assignment(at);
    if (t.isYieldExpression(at)) return void this.yieldAt(at, false);
    const rest = this.expression(node);
    if (!t.isIdentifier(rest) && !t.isLiteral(rest)) this.append(rest, node);
  }

  /** Assigns; returns what names the target. */
  protected assignment(node: t.AssignmentExpression): t.Expression {
    if (hasYield(node.left)) this.code.refuse(node.left, 'the target of an assignment cannot yield', 'Compute it first, in a statement of its own.');
    if (node.operator !== '=') this.code.refuse(node, 'a yield inside a compound assignment is easily misread', 'Split it: first `const x = yield* ...`, then the assignment.');
    const target = this.settled(plain(node.left) as t.Expression);
    const value = this.expression(node.right);
    this.append(t.assignmentExpression('=', target as t.LVal & t.Expression, value), node);
    return target;
  }

  /** The same place, found before what follows: references and indices on the way to it are kept. */
  private settled(node: t.Expression): t.Expression {
    if (!t.isMemberExpression(node) || this.code.meaningOfPath(node) !== undefined) return node;
    const object = plain(node.object) as t.Expression;
    const isReference = this.code.infer(object).kind === 'ref';
    const found = isReference ? this.kept(object) : this.settled(object);
    return node.computed && t.isExpression(node.property) ? this.copy(node, { object: found, property: this.kept(node.property) }) : this.copy(node, { object: found });
  }

  /** The value of now; the mark `unlocked` stays. */
  private kept(node: t.Expression): t.Expression {
    if (this.isSteady(node)) return node;
    const [marked] = t.isCallExpression(node) && this.code.wordOf(node) === 'unlocked' ? node.arguments : [];
    if (t.isCallExpression(node) && marked) return this.copy(node, { arguments: [this.kept(plain(marked) as t.Expression)] });
    return this.keep(node, this.code.infer(node), node);
  }

  /** Evaluates what yields, in order; returns an expression without yields for the rest. */
  protected expression(node: t.Expression): t.Expression {
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
        return this.assignment(at);
      default:
        return this.code.refuse(at, `${at.type} cannot hold a yield`, 'Put the yield in a statement of its own.');
    }
  }

  protected copy<N extends t.Expression>(node: N, changes: Partial<N>): N {
    return { ...node, ...changes };
  }

  protected binary(node: t.BinaryExpression): t.Expression {
    const [left, right] = this.operands([node.left as t.Expression, node.right]);
    return this.copy(node, { left: left as t.Expression, right: right as t.Expression });
  }

  /** Operands in order; those before a yield are kept in temporaries. */
  protected operands<N extends t.Node>(nodes: readonly N[]): N[] {
    return nodes.map((node, index) => {
      if (!t.isExpression(node)) return node;
      const value = this.expression(node);
      const later = nodes.slice(index + 1).some(hasYield);
      return (later && !this.isSteady(value) ? this.keep(value, this.code.infer(node), node) : value) as unknown as N;
    });
  }

  protected isSteady(node: t.Expression): boolean {
    const at = plain(node);
    if (t.isLiteral(at)) return true;
    if (!t.isIdentifier(at)) return false;
    const variable = this.code.locals.of.get(at);
    return variable === undefined || variable.isConst || variable.role === 'temporary';
  }

  protected logical(node: t.LogicalExpression): t.Expression {
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

  protected conditional(node: t.ConditionalExpression): t.Expression {
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

  protected yieldAt(node: t.YieldExpression, wanted: boolean): t.Expression {
    if (!node.delegate) {
      this.stop({ kind: 'yield', point: this.pointOf(node.argument), node, guards: [] });
      return t.numericLiteral(0);
    }
    const call = node.argument ? plain(node.argument) : node;
    if (!t.isCallExpression(call)) return this.code.refuse(node, 'yield* calls a routine', 'Write `yield* name(arguments)`.');
    const word = this.code.wordOf(call);
    return word === undefined ? this.callRoutine(call, wanted) : this.callWord(word, call);
  }

  protected callRoutine(call: t.CallExpression, wanted: boolean): t.Expression {
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

  protected arguments_(call: t.CallExpression): t.Expression[] {
    const args = this.operands(call.arguments);
    return args.map((one) => (t.isExpression(one) ? one : this.code.refuse(one, 'an argument must be a plain value', 'Pass the values one by one.')));
  }

  protected callWord(word: string, call: t.CallExpression): t.Expression {
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

  protected guard(node: t.Node | undefined, call: t.CallExpression): t.ArrowFunctionExpression {
    if (node && t.isArrowFunctionExpression(node)) return node;
    return this.code.refuse(node ?? call, 'a guard is written in place', 'Write `() => condition`.');
  }

  /** The count of a choice, as an expression that can be evaluated while the thread waits. */
  protected counted(node: t.Node | undefined, call: t.CallExpression): t.Expression {
    if (!node || !t.isExpression(node)) return this.code.refuse(call, 'the number of alternatives is missing', 'Write choose(n).');
    return hasYield(node) ? this.keep(this.expression(node), this.code.infer(node), node) : node;
  }

  protected alternative(stop: Stop): t.Expression {
    const variable = this.temporary(this.code.infer(stop.node));
    this.stop(stop);
    if (stop.count) this.current.guards = [...this.current.guards, stop.count];
    this.item({ kind: 'alternative', variable });
    return this.use(variable, stop.node);
  }

  protected nameIn(call: t.CallExpression): string {
    const [name] = call.arguments;
    if (name && t.isStringLiteral(name)) return name.value;
    return this.code.refuse(call, 'the name must be a string', "Write mayFail('what').");
  }

  protected budgetOf(call: t.CallExpression): string | undefined {
    const name = this.nameIn(call);
    return this.code.program.budget(name) > 0 ? name : undefined;
  }

  protected mayFail(call: t.CallExpression): t.Expression {
    const budget = this.budgetOf(call);
    if (budget === undefined) return t.booleanLiteral(false);
    this.stop({ kind: 'budget', point: `may fail: ${budget}`, node: call, guards: [], budget });
    const variable = this.temporary(bool);
    this.item({ kind: 'budget', variable, budget });
    return this.use(variable, call);
  }

  protected routineArgument(call: t.CallExpression): FunctionInfo {
    const [first] = call.arguments;
    const meaning = first && (t.isIdentifier(first) || t.isMemberExpression(first)) ? this.code.meaningOfPath(first) : undefined;
    if (meaning?.kind === 'function' && meaning.info.node.generator === true) return meaning.info;
    return this.code.refuse(call, 'the first argument names a routine', 'Pass a `function*` by its name.');
  }

  protected become(call: t.CallExpression): t.Expression {
    const callee = this.routineArgument(call);
    const args = this.arguments_(call).slice(1);
    this.finish({ kind: 'become', callee, args, node: call });
    return t.numericLiteral(0);
  }

  protected runEntry(call: t.CallExpression): t.Expression {
    const [entry] = this.arguments_(call);
    if (!entry) return this.code.refuse(call, 'run takes an entry', 'Write `yield* run(entry)`.');
    const next = this.block(call);
    this.finish({ kind: 'run', entry, next, node: call }, next);
    return t.numericLiteral(0);
  }

  protected cloned(call: t.CallExpression): t.Expression {
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
