import * as t from '@babel/types';
import { plain, type FunctionCode } from '../functionCode.ts';
import type { Program } from '../program.ts';

/** The value of an expression that is the same in every state; `undefined` if that is not plain to see. */
export function constantOf(node: t.Node, code: FunctionCode, program: Program): number | boolean | undefined {
  const at = plain(node);
  if (t.isNumericLiteral(at) || t.isBooleanLiteral(at)) return at.value;
  if (t.isIdentifier(at) || t.isMemberExpression(at)) {
    if (t.isMemberExpression(at) && at.computed) return undefined;
    const meaning = code.meaningOfPath(at);
    if (meaning?.kind === 'constant') return typeof meaning.value === 'string' ? undefined : meaning.value;
    const zone = t.isMemberExpression(at) && t.isIdentifier(at.property, { name: 'slots' }) ? code.zoneOf(at.object) : undefined;
    return zone && program.slotsOf(zone);
  }
  if (t.isBinaryExpression(at, { operator: '+' })) {
    const [a, b] = [constantOf(at.left, code, program), constantOf(at.right, code, program)];
    return typeof a === 'number' && typeof b === 'number' ? a + b : undefined;
  }
  if (!t.isCallExpression(at) || at.arguments.length > 0 || code.wordOf(at) !== undefined) return undefined;
  const callee = code.calleeOf(at);
  return callee && t.isExpression(callee.node.body) && callee.node.generator !== true ? constantOf(callee.node.body, program.codeOf(callee), program) : undefined;
}

/** A loop `for (let i = 1; i <= n; i++)`, or `for (let i = 0; i < n; i++)`, with a constant n. */
export interface CountedLoop {
  readonly node: t.ForStatement;
  readonly id: t.Identifier;
  readonly first: 0 | 1;
  /** How often its body runs. */
  readonly turns: number;
}

/** The loop as a counted one, if it is written like that and its body leaves the counter alone. */
export function countedLoop(node: t.ForStatement, code: FunctionCode, program: Program): CountedLoop | undefined {
  const { init, test, update, body } = node;
  if (!t.isVariableDeclaration(init) || init.declarations.length !== 1 || !t.isBinaryExpression(test) || !t.isUpdateExpression(update)) return undefined;
  const [one] = init.declarations;
  if (!one || !t.isIdentifier(one.id) || !t.isNumericLiteral(one.init)) return undefined;
  const variable = code.locals.of.get(one.id);
  const isIt = (at: t.Node): boolean => variable !== undefined && code.locals.of.get(plain(at)) === variable;
  const first = one.init.value;
  if (!isIt(test.left) || !isIt(update.argument) || update.operator !== '++') return undefined;
  const limit = constantOf(test.right, code, program);
  if (typeof limit !== 'number' || assigns(body, isIt)) return undefined;
  if (first === 1 && test.operator === '<=') return { node, id: one.id, first, turns: limit };
  return first === 0 && test.operator === '<' ? { node, id: one.id, first, turns: limit } : undefined;
}

function assigns(node: t.Node, isIt: (at: t.Node) => boolean): boolean {
  if (t.isAssignmentExpression(node) && isIt(node.left)) return true;
  if (t.isUpdateExpression(node) && isIt(node.argument)) return true;
  return (t.VISITOR_KEYS[node.type] ?? []).some((key) => {
    const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key];
    if (Array.isArray(child)) return child.some((one) => one !== null && assigns(one, isIt));
    return child ? assigns(child, isIt) : false;
  });
}
