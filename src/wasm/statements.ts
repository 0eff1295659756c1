import * as t from '@babel/types';
import { op, unsigned } from './encoder.ts';
import { assignmentsIn, type Inlining } from './calls.ts';
import { Expressions } from './expressions.ts';
import { FunctionBuilder } from './functionBuilder.ts';
import { bare, literal, NotIntegers } from './integerCode.ts';
import type { Constants, Surroundings } from './surroundings.ts';

/** Nodes of the syntax tree of a function that stands in place of its calls, and how deep such functions nest. */
const longestInlined = 64;
const deepestInlined = 10;

/** The same for a function that is translated for known values: it is called from one place, as a rule. It takes a place while what is there has fewer bytes. */
const longestSpecial = 400;
const mostBytes = 2 ** 12;

/** What stands in place of a call within another function that does, does so while there are fewer bytes: two calls in each, ten deep, would be a thousand. */
const mostBytesNested = 2 ** 13;

/** Cases of a switch in which functions stand in place of their calls, where nothing but this switch is in a function. */
const mostInlinedCases = 64;

/** A switch over numbers up to this one jumps through a table. */
const longestTable = 10_000;

/** Translates a function for some known parameters; each has one i32 result, 0 where the source returns nothing. */
export function translateFunction(node: t.FunctionDeclaration, around: Surroundings, known: Constants): FunctionBuilder {
  const to = new FunctionBuilder(parametersOf(node).filter((name) => !known.has(name)), known);
  addBody(node, to, around, [node]);
  return to;
}

/** Adds the statements of a function; `within` are the functions that stand in place of a call around them. */
function addBody(node: t.FunctionDeclaration, to: FunctionBuilder, around: Surroundings, within: readonly t.FunctionDeclaration[]): void {
  const dispatches = within.length === 1 && isDispatch(node, to);
  const inlining: Inlining = {
    accepts: (callee, known) => {
      if (dispatches || (within.length > 1 && to.code.length >= mostBytesNested)) return false;
      const isSpecial = to.code.length < mostBytes && [...known.keys()].some(around.isSpecial);
      return within.length <= deepestInlined && !within.includes(callee) && isShort(callee, known, isSpecial ? longestSpecial : longestInlined);
    },
    add: (callee, known) => {
      const passed = parametersOf(callee).filter((name) => !known.has(name));
      to.inline(passed, known, () => addBody(callee, to, around, [...within, callee]));
    },
  };
  new Statements(new Expressions(to, around, inlining), parametersOf(node)).body(node.body);
  to.constant(0);
}

function parametersOf(node: t.FunctionDeclaration): string[] {
  return node.params.map((one) => {
    if (t.isIdentifier(one)) return one.name;
    throw new NotIntegers(one, 'a parameter is a name');
  });
}

const sizes = new WeakMap<t.Node, number>();

/** Whether all that a function does is to call one of many others, by a number that is not known: with these in it, it would be too large to be compiled within seconds. */
function isDispatch({ body }: t.FunctionDeclaration, to: FunctionBuilder): boolean {
  const [only, ...more] = body.body;
  if (more.length > 0 || !t.isSwitchStatement(only) || !t.isIdentifier(only.discriminant)) return false;
  return only.cases.length > mostInlinedCases && to.constantOf(only.discriminant.name) === undefined;
}

/** Whether nothing behind a statement is reached from it. */
const leaves = (node: t.Statement): boolean =>
  t.isReturnStatement(node) || t.isBreakStatement(node) || (t.isBlockStatement(node) && node.body.some((one) => t.isReturnStatement(one) || t.isBreakStatement(one)));

/** Whether a function is so short that its body stands in place of its calls: V8 does not do so by itself before Node 24. */
function isShort(node: t.FunctionDeclaration, known: Constants, longest: number): boolean {
  const [first] = node.body.body;
  if (!t.isSwitchStatement(first) || !t.isIdentifier(first.discriminant)) return sizeOf(node) <= longest;
  const value = known.get(first.discriminant.name);
  if (value === undefined) return sizeOf(node) <= longest;
  // One case is what there will be of it.
  return first.cases.every((one) => (one.test && literal(one.test)) !== value || sizeOf(one) <= longest);
}

function sizeOf(node: t.Node): number {
  let size = sizes.get(node);
  if (size === undefined) {
    size = 0;
    t.traverseFast(node, () => void size!++);
    sizes.set(node, size);
  }
  return size;
}

function effectsOf(expression: t.Expression): readonly t.Node[] {
  const at = bare(expression);
  return t.isSequenceExpression(at) ? at.expressions.map(bare) : [at];
}

class Statements {
  private readonly to: FunctionBuilder;
  /** The names that are declared in each of the constructs around the place where statements are added. */
  private readonly scopes: Set<string>[];

  constructor(
    private readonly values: Expressions,
    parameters: readonly string[],
  ) {
    this.to = values.to;
    this.scopes = [new Set(parameters)];
  }

  /** Nothing of a function's body is come to but behind the statements that stand before it, so that what they assign for good is known. */
  body(node: t.BlockStatement): void {
    for (const one of node.body) {
      if (!t.isExpressionStatement(one)) this.add(one, []);
      else for (const effect of effectsOf(one.expression)) if (!this.settles(effect, node)) this.values.effect(effect);
    }
  }

  /** Whether an expression is an assignment of a known value, and the only one to its name. */
  private settles(effect: t.Node, body: t.BlockStatement): boolean {
    if (!t.isAssignmentExpression(effect, { operator: '=' }) || !t.isIdentifier(effect.left)) return false;
    const { name } = effect.left;
    const value = this.to.isLocal(name) && assignmentsIn(body).get(name) === 1 ? this.values.known(effect.right) : undefined;
    if (value === undefined) return false;
    this.to.know(name, value);
    return true;
  }

  all(nodes: readonly t.Statement[]): void {
    for (const node of nodes) this.add(node, []);
  }

  /** `names` are the labels that stand before the statement. */
  private add(node: t.Statement, names: readonly string[]): void {
    const { to, values } = this;
    switch (node.type) {
      case 'EmptyStatement':
        return;
      case 'ExpressionStatement':
        return values.effect(node.expression);
      case 'VariableDeclaration':
        return this.declare(node);
      case 'BlockStatement':
        return this.scoped(() => (names.length === 0 ? this.all(node.body) : to.within(op.block, { kind: 'labelled', names }, () => this.all(node.body))));
      case 'IfStatement': {
        const { consequent, alternate } = node;
        const test = values.known(node.test);
        if (test !== undefined) {
          const taken = test !== 0 ? consequent : alternate;
          return taken ? this.add(taken, []) : undefined;
        }
        values.value(node.test);
        return to.when(() => this.add(consequent, []), alternate ? () => this.add(alternate, []) : undefined);
      }
      case 'ForStatement':
        return this.scoped(() => {
          if (t.isVariableDeclaration(node.init)) this.declare(node.init);
          else if (node.init) values.effect(node.init);
          this.loop(names, node.test, node.body, node.update);
        });
      case 'WhileStatement':
        return this.loop(names, node.test, node.body, undefined);
      case 'DoWhileStatement':
        return this.doWhile(node, names);
      case 'SwitchStatement':
        return this.scoped(() => this.switch(node, names));
      case 'LabeledStatement':
        return this.add(node.body, [...names, node.label.name]);
      case 'ReturnStatement':
        if (node.argument) values.value(node.argument);
        else to.constant(0);
        return to.return();
      case 'BreakStatement':
        return to.with(op.br, to.depthOf('break', node.label?.name, node));
      case 'ContinueStatement':
        return to.with(op.br, to.depthOf('continue', node.label?.name, node));
      default:
        throw new NotIntegers(node, `${node.type} does not compute with integers`);
    }
  }

  private scoped(inside: () => void): void {
    this.scopes.push(new Set());
    inside();
    this.scopes.pop();
  }

  private declare({ kind, declarations }: t.VariableDeclaration): void {
    const { to, values } = this;
    for (const { id, init } of declarations) {
      if (!t.isIdentifier(id)) throw new NotIntegers(id, 'a variable is a name');
      if (this.scopes.some((scope) => scope.has(id.name))) throw new NotIntegers(id, 'a variable hides another one of its name');
      this.scopes.at(-1)!.add(id.name);
      const known = kind === 'const' && init ? values.known(init) : undefined;
      if (known !== undefined) {
        to.know(id.name, known);
        continue;
      }
      to.forget(id.name);
      if (init) values.value(init);
      else to.constant(0);
      to.with(op.localSet, to.local(id.name));
    }
  }

  private loop(names: readonly string[], test: t.Expression | null | undefined, body: t.Statement, update: t.Expression | null | undefined): void {
    const { to, values } = this;
    to.within(op.block, { kind: 'break', names }, () => {
      to.within(op.loop, { kind: 'loop', names: [] }, () => {
        if (test) {
          values.value(test);
          to.add(op.i32Eqz, op.brIf, 1);
        }
        to.within(op.block, { kind: 'continue', names }, () => this.add(body, []));
        if (update) values.effect(update);
        to.add(op.br, 0);
      });
    });
  }

  private doWhile({ body, test }: t.DoWhileStatement, names: readonly string[]): void {
    const { to, values } = this;
    to.within(op.block, { kind: 'break', names }, () => {
      to.within(op.loop, { kind: 'loop', names: [] }, () => {
        to.within(op.block, { kind: 'continue', names }, () => this.add(body, []));
        values.value(test);
        to.add(op.brIf, 0);
      });
    });
  }

  /** One block a case, the first innermost: leaving the block of a case comes to its statements, and falls through from there. */
  private switch(node: t.SwitchStatement, names: readonly string[]): void {
    const { to, values } = this;
    const { cases } = node;
    const known = values.known(node.discriminant);
    if (known !== undefined && cases.every(({ test }) => !test || literal(bare(test)) !== undefined)) return this.knownCase(node, known, names);
    to.within(op.block, { kind: 'break', names }, () => {
      const nest = (index: number): void => {
        if (index < 0) return this.dispatch(node);
        to.within(op.block, { kind: 'other', names: [] }, () => nest(index - 1));
        this.all(cases[index]!.consequent);
      };
      nest(cases.length - 1);
    });
  }

  /** A switch over a known number: the statements of its case, up to one behind which nothing is reached. */
  private knownCase({ cases }: t.SwitchStatement, value: number, names: readonly string[]): void {
    const meant = cases.findIndex(({ test }) => test && literal(bare(test)) === value);
    const from = meant >= 0 ? meant : cases.findIndex(({ test }) => !test);
    if (from < 0) return;
    this.to.within(op.block, { kind: 'break', names }, () => {
      for (const { consequent } of cases.slice(from)) {
        this.all(consequent);
        if (consequent.some((one) => leaves(one))) return;
      }
    });
  }

  /** Branches to the case that is meant: label i is case i's, the last one the end of the switch. */
  private dispatch({ discriminant, cases }: t.SwitchStatement): void {
    const { to, values } = this;
    const otherwise = cases.findIndex((one) => !one.test);
    const last = otherwise < 0 ? cases.length : otherwise;
    const numbers = cases.map((one) => (one.test ? literal(bare(one.test)) : undefined));
    const greatest = Math.max(-1, ...numbers.map((one) => one ?? -1));
    if (cases.every((one, index) => !one.test || (numbers[index] ?? -1) >= 0) && greatest < longestTable) {
      const targets = Array.from({ length: greatest + 1 }, (_, value) => {
        const index = numbers.indexOf(value);
        return index < 0 ? last : index;
      });
      values.value(discriminant);
      return to.add(op.brTable, ...unsigned(targets.length), ...targets.flatMap(unsigned), ...unsigned(last));
    }
    cases.forEach(({ test }, index) => {
      if (!test) return;
      values.value(t.binaryExpression('===', discriminant, test));
      to.with(op.brIf, index);
    });
    to.with(op.br, last);
  }
}
