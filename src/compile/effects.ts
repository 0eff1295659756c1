import * as t from '@babel/types';
import type { Discovered } from './discover.ts';
import { plain, type FunctionCode } from './functionCode.ts';
import type { FunctionInfo } from './moduleUnit.ts';
import { refuse } from './place.ts';
import type { Program } from './program.ts';
import { walk } from './walk.ts';

const changing = new Set(['alloc', 'free', 'insertHead', 'insertTail', 'insertAfter', 'remove', 'start', 'cloneFrames']);
const asking = new Set(['waitUntil', 'select', 'pick', 'every', 'some', 'count']);

/** What a piece of code does: where it changes the state, and which functions it calls. */
interface Effect {
  readonly change: t.Node | undefined;
  readonly callees: readonly FunctionInfo[];
}

/** Refuses recursion of functions without yields, and guards, claims and observers that change the state. */
export function checkEffects(program: Program, discovered: Discovered, observers: readonly FunctionInfo[]): void {
  const effects = new Map<FunctionInfo, Effect>(discovered.pures.map((info) => [info, effectOf(info.node.body, program.codeOf(info))]));
  refuseRecursion(effects);
  const changes = (info: FunctionInfo): boolean => {
    const effect = effects.get(info);
    return effect !== undefined && (effect.change !== undefined || effect.callees.some(changes));
  };
  for (const info of observers) {
    if (changes(info)) throw refuse(info.unit, info.node, `${info.name} changes the state, and it is only asked`, 'Let it read only.');
  }
  for (const info of [...discovered.routines, ...discovered.pures]) checkGuards(program.codeOf(info), changes);
}

function checkGuards(code: FunctionCode, changes: (info: FunctionInfo) => boolean): void {
  walk(code.info.node.body, (node) => {
    if (t.isFunctionExpression(node)) return false;
    const word = t.isCallExpression(node) ? code.wordOf(node) : undefined;
    if (word === undefined || !asking.has(word) || !t.isCallExpression(node)) return true;
    for (const arg of node.arguments) {
      if (!t.isArrowFunctionExpression(arg)) continue;
      const { change, callees } = effectOf(arg.body, code);
      if (change) code.refuse(change, 'a guard or claim changes nothing', 'Move the change behind the wait.');
      if (callees.some(changes)) code.refuse(arg, 'a guard or claim changes nothing, and this calls a function that does', 'Move the call behind the wait.');
    }
    return true;
  });
}

function effectOf(body: t.Node, code: FunctionCode): Effect {
  const callees: FunctionInfo[] = [];
  const own = new Set<unknown>();
  let change: t.Node | undefined;
  walk(body, (node) => {
    if (t.isFunctionExpression(node)) return false;
    if (t.isVariableDeclarator(node)) own.add(code.locals.of.get(node.id));
    const target = t.isAssignmentExpression(node) ? node.left : t.isUpdateExpression(node) ? node.argument : undefined;
    if (target && !isOwn(target, code, own)) change ??= node;
    if (!t.isCallExpression(node)) return true;
    const word = code.wordOf(node);
    if (word !== undefined && changing.has(word)) change ??= node;
    const callee = word === undefined ? code.calleeOf(node) : undefined;
    if (callee && callee.node.generator !== true) callees.push(callee);
    return true;
  });
  return { change, callees };
}

/** Whether what is assigned is a variable that the code declares itself (or a parameter of its function). */
function isOwn(target: t.Node, code: FunctionCode, own: ReadonlySet<unknown>): boolean {
  const variable = code.locals.of.get(plain(target));
  return variable !== undefined && (own.has(variable) || (variable.role === 'parameter' && code.info.node.generator !== true));
}

function refuseRecursion(effects: ReadonlyMap<FunctionInfo, Effect>): void {
  const done = new Set<FunctionInfo>();
  const visit = (info: FunctionInfo, path: readonly FunctionInfo[]): void => {
    if (path.includes(info)) {
      const names = [...path.slice(path.indexOf(info)), info].map((one) => one.name);
      throw refuse(info.unit, info.node, `recursion: ${names.join(' -> ')}`, 'Write a loop: a step has no stack of its own.');
    }
    if (done.has(info)) return;
    for (const callee of effects.get(info)?.callees ?? []) visit(callee, [...path, info]);
    done.add(info);
  };
  for (const info of effects.keys()) visit(info, []);
}
