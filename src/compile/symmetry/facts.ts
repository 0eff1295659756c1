import * as t from '@babel/types';
import { isMath, plain, type FunctionCode } from '../functionCode.ts';
import type { Variable } from '../locals.ts';
import type { Plan } from '../plan.ts';
import type { StructType, Type } from '../types.ts';
import { walk } from '../walk.ts';
import { find, formOf } from './numberKinds.ts';
import type { Survey } from './survey.ts';
import { zoneIndexed } from './zonesOf.ts';

/** What is known of values at a place in the code, by how they are written. */
export interface Facts {
  /** References that are not nil. */
  readonly there: ReadonlySet<string>;
  /** References to structs that are allocated. */
  readonly live: ReadonlySet<string>;
  /** Counters, and by how much they are below the number of a slot, with the number of slots that they go up to. */
  readonly counters: ReadonlyMap<Variable, { readonly below: 0 | 1; readonly most: number }>;
  /** Nobody's guards are checked here, as in properties. */
  readonly unguarded: boolean;
  /** The code changes no field, so that a reference read twice is the same. */
  readonly steady: boolean;
  /** Of parameters, what is passed to them. */
  readonly ranges: ReadonlyMap<Variable, Type>;
}

export const nothingKnown: Facts = { there: new Set(), live: new Set(), counters: new Map(), unguarded: false, steady: true, ranges: new Map() };

/** How a value is written, if it cannot change between two places of code that changes nothing. */
export function keyOf(node: t.Node, code: FunctionCode): string | undefined {
  const at = plain(node);
  if (t.isIdentifier(at)) {
    const variable = code.locals.of.get(at);
    if (variable) return changing(code).has(variable) ? undefined : `v${variable.id}`;
    return code.meaning(at)?.kind === 'struct' ? at.name : undefined;
  }
  if (t.isCallExpression(at)) return keyOfCall(at, code);
  if (!t.isMemberExpression(at) || at.computed || !t.isIdentifier(at.property)) return undefined;
  const object = keyOf(at.object, code);
  return object === undefined ? undefined : `${object}.${at.property.name}`;
}

function keyOfCall(node: t.CallExpression, code: FunctionCode): string | undefined {
  const { callee } = node;
  if (isMath(callee) || code.wordOf(node) !== undefined) return undefined;
  const keys = node.arguments.map((arg) => keyOf(arg, code));
  if (keys.includes(undefined)) return undefined;
  if (t.isMemberExpression(callee) && code.zoneOf(callee.object)) return t.isIdentifier(callee.object) ? `${callee.object.name}@${keys.join()}` : undefined;
  const info = code.calleeOf(node);
  return info && info.node.generator !== true ? `${info.unit.path}#${info.name}(${keys.join()})` : undefined;
}

const known = new WeakMap<FunctionCode, ReadonlySet<Variable>>();

/** The variables of a function that are given a value more than once. */
export function changing(code: FunctionCode): ReadonlySet<Variable> {
  const before = known.get(code);
  if (before) return before;
  const found = new Set<Variable>();
  walk(code.info.node.body, (at) => {
    const target = t.isAssignmentExpression(at) ? at.left : t.isUpdateExpression(at) ? at.argument : undefined;
    const variable = target && code.locals.of.get(plain(target));
    if (variable) found.add(variable);
  });
  known.set(code, found);
  return found;
}

const never = (node: t.Statement | null | undefined): boolean => {
  if (!node) return false;
  if (t.isBlockStatement(node)) return never(node.body.at(-1));
  return t.isReturnStatement(node) || t.isBreakStatement(node) || t.isContinueStatement(node);
};

/** Knows what tests and declarations tell of the values behind them. */
export class Knowing {
  constructor(
    protected readonly plan: Plan,
    private readonly survey: Survey,
  ) {}

  /** What is known inside a loop that counts. */
  counting(id: t.Node, first: 0 | 1, turns: number, code: FunctionCode, facts: Facts): Facts {
    const variable = code.locals.of.get(id);
    return variable ? { ...facts, counters: new Map([...facts.counters, [variable, { below: first === 1 ? 0 : 1, most: turns }]]) } : facts;
  }

  /** What is known after a statement. */
  protected after(node: t.Statement, code: FunctionCode, facts: Facts): Facts {
    if (t.isIfStatement(node) && never(node.consequent) && !node.alternate) return this.knowing(node.test, false, code, facts);
    if (!t.isVariableDeclaration(node) || node.kind !== 'const') return facts;
    return node.declarations.reduce((known, { id, init }) => {
      const variable = code.locals.of.get(id);
      if (!variable || !init) return known;
      const there = this.isThere(init, code, known) ? new Set([...known.there, `v${variable.id}`]) : known.there;
      const live = this.isLive(init, code, known) ? new Set([...known.live, `v${variable.id}`]) : known.live;
      return { ...known, there, live };
    }, facts);
  }

  /** What is known once a test has said yes, or no. */
  knowing(test: t.Node, said: boolean, code: FunctionCode, facts: Facts): Facts {
    const at = plain(test);
    if (t.isUnaryExpression(at, { operator: '!' })) return this.knowing(at.argument, !said, code, facts);
    if (t.isLogicalExpression(at) && (at.operator === '&&') === said) {
      return this.knowing(at.right, said, code, this.knowing(at.left, said, code, facts));
    }
    if (t.isCallExpression(at) && said && code.wordOf(at) === 'allocated' && at.arguments[0]) return this.noting(at.arguments[0], ['there', 'live'], code, facts);
    if (t.isBinaryExpression(at) && (at.operator === '!==') === said && ['===', '!=='].includes(at.operator)) {
      if (code.infer(at.right).kind === 'nil' || t.isNumericLiteral(plain(at.right), { value: 0 })) return this.noting(at.left, ['there'], code, facts);
    }
    return said && code.infer(at).kind === 'ref' ? this.noting(at, ['there'], code, facts) : facts;
  }

  protected noting(node: t.Node, what: readonly ('there' | 'live')[], code: FunctionCode, facts: Facts): Facts {
    const key = keyOf(node, code);
    if (key === undefined || (/[.(]/.test(key) && !facts.steady)) return facts;
    return { ...facts, ...Object.fromEntries(what.map((one) => [one, new Set([...facts[one], key])])) };
  }

  protected isThere(node: t.Node, code: FunctionCode, facts: Facts): boolean {
    const at = plain(node);
    if (t.isCallExpression(at)) {
      const word = code.wordOf(at);
      if (word === 'curthread') return this.plan.shared.interrupts === 0;
      if (word === 'unlocked') return at.arguments[0] !== undefined && this.isThere(at.arguments[0], code, facts);
      const { callee } = at;
      if (word === undefined && t.isMemberExpression(callee) && !isMath(callee) && code.zoneOf(callee.object)) return true;
      if (word === undefined && this.callsThere(at, code)) return true;
    }
    const key = keyOf(at, code);
    return code.infer(at).kind === 'struct' || (key !== undefined && facts.there.has(key));
  }

  /** A call of a function that is `() => curthread()` or the like. */
  protected callsThere(node: t.CallExpression, code: FunctionCode): boolean {
    const info = isMath(node.callee) ? undefined : code.calleeOf(node);
    if (!info || node.arguments.length > 0 || !t.isExpression(info.node.body)) return false;
    return this.isThere(info.node.body, this.plan.program.codeOf(info), nothingKnown);
  }

  protected isLive(node: t.Node, code: FunctionCode, facts: Facts): boolean {
    const at = plain(node);
    if (t.isCallExpression(at) && code.wordOf(at) === 'unlocked' && at.arguments[0]) return this.isLive(at.arguments[0], code, facts);
    const key = keyOf(at, code);
    return key !== undefined && facts.live.has(key);
  }

  /** Whether structs of the type can be freed and then not be touched. */
  protected canBeFreed(struct: StructType): boolean {
    const { program } = this.plan;
    const family = program.layout.family(struct);
    return [...program.zones.values()].some((zone) => !zone.stable && !zone.threads && program.layout.family(zone.struct) === family);
  }

  /** What is known of a number that may be the number of a slot. */
  protected counter(node: t.Node, code: FunctionCode, facts: Facts): { readonly below: 0 | 1; readonly most: number } | undefined {
    const at = plain(node);
    if (t.isIdentifier(at)) {
      const variable = code.locals.of.get(at);
      return variable && facts.counters.get(variable);
    }
    if (!t.isBinaryExpression(at, { operator: '+' }) || !t.isNumericLiteral(plain(at.right), { value: 1 })) return undefined;
    const counter = this.counter(at.left, code, facts);
    return counter?.below === 1 ? { below: 0, most: counter.most } : undefined;
  }

  /** Whether a number that is not 0 is what `slot` says of structs of the zone, wherever it comes from. */
  protected isSlot(node: t.Node, zone: object, code: FunctionCode, facts: Facts): boolean {
    const at = plain(node);
    const variable = code.locals.of.get(at);
    const info = t.isCallExpression(at) && !isMath(at.callee) && code.wordOf(at) === undefined ? code.calleeOf(at) : undefined;
    const key = keyOf(at, code);
    const kind = variable ? this.survey.kindOfVariable(variable) : info && this.survey.kindOfResult(info);
    if (!kind || key === undefined || !facts.there.has(key)) return false;
    const tag = find(kind).stored ? undefined : formOf(kind);
    return tag?.form === 'slot' && tag.zones[0] === zoneIndexed(zone, this.plan.program);
  }

  protected isUnlocked(node: t.Node, code: FunctionCode): boolean {
    const at = plain(node);
    if (t.isCallExpression(at)) return code.wordOf(at) === 'unlocked';
    const variable = t.isIdentifier(at) ? code.locals.of.get(at) : undefined;
    return variable?.isConst === true && variable.init !== undefined && this.isUnlocked(variable.init, code);
  }
}
