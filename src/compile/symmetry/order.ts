import * as t from '@babel/types';
import { isMath, plain, type FunctionCode } from '../functionCode.ts';
import type { Variable } from '../locals.ts';
import { placeOf } from '../place.ts';
import type { Plan } from '../plan.ts';
import type { FieldType } from '../types.ts';
import { childrenOf } from '../walk.ts';
import { constantOf } from './constants.ts';
import { changing, type Facts, nothingKnown } from './facts.ts';
import { Faults, type PossibleFault } from './faults.ts';
import type { Claim } from './expressionSurvey.ts';
import type { Loop, Survey } from './survey.ts';

/**
 * Why a claim about the elements of a zone may depend on their order; `undefined` if it does not: all are asked, or the first that
 * decides, and asking changes nothing, so that only a fault could make a difference.
 */
export function orderOfClaim({ zone, claim, code }: Claim, plan: Plan, survey: Survey, unguarded: boolean): string | undefined {
  return new Faults(plan, survey).claim(zone, claim, code, { ...nothingKnown, unguarded })?.text;
}

/**
 * Why a loop over the slots of a zone may depend on their order; `undefined` if it does not: it changes the element of its turn
 * only and reads of others nothing that it changes, or it changes nothing and returns one constant early.
 */
export function orderOfLoop(loop: Loop, plan: Plan, survey: Survey, unguarded: boolean): string | undefined {
  const body = new LoopBody(loop, plan);
  const problem = body.problem();
  if (problem !== undefined) return problem;
  const facts = { ...nothingKnown, unguarded, steady: !body.changesFields };
  const fault = faultIn(loop, new Faults(plan, survey), facts);
  // Where all elements have their turn, it does not matter which of them runs into a fault, as long as there is only one to run into.
  const another = fault?.isOne === true && !body.endsEarly ? faultIn(loop, new Faults(plan, survey, fault), facts) : fault;
  return another?.text;
}

function faultIn({ node, id, first, turns, code }: Loop, faults: Faults, facts: Facts): PossibleFault | undefined {
  return faults.ofAll([node.body], code, faults.counting(id, first, turns, code, facts));
}

const changingWords = new Set(['alloc', 'free', 'insertHead', 'insertTail', 'insertAfter', 'remove', 'start', 'cloneFrames']);

/** Where code of a loop's body stands: the function, and the variables that refer to the element of the turn. */
interface Scope {
  readonly code: FunctionCode;
  readonly elements: Set<Variable>;
  /** Variables that begin anew in each turn; undefined where all of the function's do. */
  readonly own: Set<Variable> | undefined;
}

/** What the turns of a loop do to the state and to the variables around it. */
class LoopBody {
  private readonly written = new Set<FieldType>();
  private readonly readElsewhere = new Set<FieldType>();
  /** Variables around the loop that take one constant, or are counted up. */
  private readonly constants = new Map<Variable, unknown>();
  private readonly counted = new Set<Variable>();
  private readonly used = new Set<Variable>();
  private readonly returned = new Set<unknown>();
  private found: string | undefined;

  constructor(
    private readonly loop: Loop,
    private readonly plan: Plan,
  ) {}

  get changesFields(): boolean {
    return this.written.size > 0;
  }

  /** Whether some elements may have no turn. */
  get endsEarly(): boolean {
    return this.returned.size > 0;
  }

  problem(): string | undefined {
    const { code, node } = this.loop;
    this.visit(node.body, { code, elements: new Set(), own: new Set() }, 0);
    if (this.found !== undefined) return this.found;
    const at = placeOf(code.unit, node);
    for (const field of this.written) if (this.readElsewhere.has(field)) return `${at}: a turn of the loop may read what another changes (${field.name})`;
    for (const variable of [...this.constants.keys(), ...this.counted]) if (this.used.has(variable)) return `${at}: a turn of the loop uses what another changes (${variable.name})`;
    if (this.returned.size === 0) return undefined;
    if (this.returned.size > 1) return `${at}: the loop returns one of several values`;
    return this.written.size + this.constants.size + this.counted.size > 0 ? `${at}: the loop changes something and returns early` : undefined;
  }

  private refuse(node: t.Node, scope: Scope, why: string): void {
    this.found ??= `${placeOf(scope.code.unit, node)}: ${why}`;
  }

  /** `depth` counts the loops around the node inside the body. */
  private visit(node: t.Node, scope: Scope, depth: number): void {
    const at = t.isExpression(node) ? plain(node) : node;
    switch (at.type) {
      case 'ReturnStatement':
        return this.returns(at, scope, depth);
      case 'BreakStatement':
        return depth === 0 || at.label ? this.refuse(at, scope, 'the loop ends early') : undefined;
      case 'ContinueStatement':
        return at.label ? this.refuse(at, scope, 'another loop is continued') : undefined;
      case 'ForStatement':
        return childrenOf(at).forEach((one) => this.visit(one, scope, depth + 1));
      case 'VariableDeclaration':
        return at.declarations.forEach((one) => this.declarator(one, scope, depth));
      case 'AssignmentExpression':
        return this.assignment(at, scope, depth);
      case 'UpdateExpression':
        return this.update(at, scope, depth);
      case 'MemberExpression':
        return this.member(at, scope, depth);
      case 'CallExpression':
        return this.call(at, scope, depth);
      case 'Identifier': {
        const variable = scope.code.locals.of.get(at);
        if (variable && scope.own) this.used.add(variable);
        return;
      }
      case 'SwitchStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'LabeledStatement':
        return this.refuse(at, scope, `${at.type} in the loop is not looked into`);
      default:
        return childrenOf(at).forEach((one) => this.visit(one, scope, depth));
    }
  }

  private returns(node: t.ReturnStatement, scope: Scope, depth: number): void {
    if (node.argument) this.visit(node.argument, scope, depth);
    // What a function that is called returns is a value like any other.
    if (!scope.own) return;
    const isNil = !node.argument || scope.code.infer(node.argument).kind === 'nil';
    const value = node.argument && !isNil ? constantOf(node.argument, scope.code, this.plan.program) : null;
    if (value === undefined) this.refuse(node, scope, 'the loop returns what it finds first');
    else this.returned.add(value);
  }

  private declarator({ id, init }: t.VariableDeclarator, scope: Scope, depth: number): void {
    if (init) this.visit(init, scope, depth);
    const variable = scope.code.locals.of.get(id);
    if (!variable) return;
    scope.own?.add(variable);
    if (variable.isConst && init && this.isElement(init, scope)) scope.elements.add(variable);
  }

  /** Whether an expression refers to the element of the turn. */
  private isElement(node: t.Node, scope: Scope): boolean {
    const at = plain(node);
    const variable = scope.code.locals.of.get(at);
    if (variable) return scope.elements.has(variable);
    if (!t.isCallExpression(at)) return false;
    if (scope.code.wordOf(at) === 'unlocked') return at.arguments[0] !== undefined && this.isElement(at.arguments[0], scope);
    if (scope.code !== this.loop.code || !t.isMemberExpression(at.callee) || isMath(at.callee) || !scope.code.zoneOf(at.callee.object)) return false;
    return at.arguments[0] !== undefined && this.isCounter(at.arguments[0]);
  }

  private isCounter(node: t.Node): boolean {
    const { id, first, code } = this.loop;
    const at = plain(node);
    if (first === 1) return code.locals.of.get(at) === code.locals.of.get(id);
    return t.isBinaryExpression(at, { operator: '+' }) && t.isNumericLiteral(plain(at.right), { value: 1 }) && code.locals.of.get(plain(at.left)) === code.locals.of.get(id);
  }

  private assignment(node: t.AssignmentExpression, scope: Scope, depth: number): void {
    this.visit(node.right, scope, depth);
    const target = plain(node.left);
    if (t.isMemberExpression(target)) return this.write(target, scope, depth);
    const variable = scope.code.locals.of.get(target);
    if (!variable || !scope.own || scope.own.has(variable)) return;
    const value = node.operator === '=' ? constantOf(node.right, scope.code, this.plan.program) : undefined;
    const before = this.constants.has(variable) ? this.constants.get(variable) : value;
    if (value === undefined || value !== before || this.counted.has(variable)) this.refuse(node, scope, `the loop keeps what it finds (${variable.name})`);
    else this.constants.set(variable, value);
  }

  private update(node: t.UpdateExpression, scope: Scope, depth: number): void {
    const target = plain(node.argument);
    if (t.isMemberExpression(target)) return this.write(target, scope, depth);
    const variable = scope.code.locals.of.get(target);
    if (!variable || !scope.own || scope.own.has(variable)) return;
    if (node.operator !== '++' || this.constants.has(variable)) this.refuse(node, scope, `the loop keeps what it finds (${variable.name})`);
    this.counted.add(variable);
  }

  private write(target: t.MemberExpression, scope: Scope, depth: number): void {
    if (target.computed || !this.isElement(target.object, scope)) return this.refuse(target, scope, 'the loop changes something beside the element of its turn');
    this.visit(target.object, scope, depth);
    this.written.add(scope.code.fieldOf(target));
  }

  private member(node: t.MemberExpression, scope: Scope, depth: number): void {
    if (scope.code.meaningOfPath(node) !== undefined) return;
    if (node.computed) this.visit(node.property, scope, depth);
    else if (!scope.code.zoneOf(node.object)) {
      const field = scope.code.fieldOf(node);
      if (!this.isElement(node.object, scope)) this.readElsewhere.add(field);
    } else return;
    this.visit(node.object, scope, depth);
  }

  private call(node: t.CallExpression, scope: Scope, depth: number): void {
    const { code } = scope;
    const word = code.wordOf(node);
    if (word !== undefined && changingWords.has(word)) return this.refuse(node, scope, `the loop calls ${word}`);
    if (word === 'every' || word === 'some' || word === 'count' || word === 'blocked') {
      // What these read is not told apart by element.
      if (word === 'blocked') return this.refuse(node, scope, 'the loop asks where threads are blocked');
      const [, claim] = node.arguments;
      return claim ? this.visit(claim, scope, depth + 1) : undefined;
    }
    for (const one of node.arguments) if (!t.isStringLiteral(one)) this.visit(one, scope, depth);
    const info = word === undefined && !isMath(node.callee) && !(t.isMemberExpression(node.callee) && code.zoneOf(node.callee.object)) ? code.calleeOf(node) : undefined;
    if (!info) return;
    const callee = this.plan.program.codeOf(info);
    const elements = new Set(callee.locals.parameters.filter((one, index) => !changing(callee).has(one) && node.arguments[index] && this.isElement(node.arguments[index], scope)));
    this.visit(info.node.body, { code: callee, elements, own: undefined }, 1);
  }
}
