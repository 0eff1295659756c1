import * as t from '@babel/types';

/** The loop of a predicate each of whose rounds is a claim of its own. */
export interface Parts {
  readonly variable: string;
  readonly loop: t.ForStatement & { readonly body: t.BlockStatement; readonly update: t.Expression };
}

/**
 * The loop over the parts of an emitted predicate, if it consists of parts: `for (i = ...; ...; ...) { ... return !result; ... } return result;`
 * with rounds that take nothing over from each other, so that it says `result` if and only if each round by itself would. Before the loop, some
 * `if (...) return result;` may stand.
 */
export function partsOf({ body }: t.FunctionDeclaration, result: boolean): Parts | undefined {
  const [loop, end, another] = body.body.filter((one) => !t.isVariableDeclaration(one) && !isWayOut(one, result));
  if (another !== undefined || !isLoop(loop) || !returns(end, result)) return undefined;
  const variable = variableOf(loop);
  if (variable === undefined || !roundsEnd(loop.body, !result)) return undefined;
  const variables = body.body.flatMap((one) => (t.isVariableDeclaration(one) ? one.declarations.map(({ id }) => (t.isIdentifier(id) ? id.name : '')) : []));
  const others = variables.filter((name) => name !== variable);
  if (assigns(loop.body, variable) || !others.every((name) => isSetAnew(loop.body, name))) return undefined;
  return { variable, loop };
}

function isWayOut(node: t.Statement, result: boolean): boolean {
  if (!t.isIfStatement(node) || node.alternate) return false;
  const { consequent } = node;
  const [only, another] = t.isBlockStatement(consequent) ? consequent.body : [consequent];
  return another === undefined && returns(only, result);
}

function isLoop(node: t.Node | undefined): node is Parts['loop'] {
  return t.isForStatement(node) && t.isBlockStatement(node.body) && node.update !== null && node.update !== undefined;
}

function returns(node: t.Node | undefined, result: boolean): boolean {
  return t.isReturnStatement(node) && t.isBooleanLiteral(node.argument, { value: result });
}

function variableOf({ init }: t.ForStatement): string | undefined {
  return t.isAssignmentExpression(init) && t.isIdentifier(init.left) ? init.left.name : undefined;
}

/** Whether a round ends only by itself, by `continue`, or by returning the result. */
function roundsEnd(body: t.Node, result: boolean): boolean {
  if (t.isReturnStatement(body)) return returns(body, result);
  if (t.isLabeledStatement(body)) return false;
  if (t.isBreakStatement(body)) return false;
  return childrenOf(body).every((child) => roundsEnd(child, result));
}

function assigns(node: t.Node, name: string): boolean {
  if (t.isAssignmentExpression(node) && t.isIdentifier(node.left, { name })) return true;
  if (t.isUpdateExpression(node) && t.isIdentifier(node.argument, { name })) return true;
  return childrenOf(node).some((child) => assigns(child, name));
}

/** Whether a round sets the variable before it uses it, if it uses it at all. */
function isSetAnew(node: t.Node, name: string): boolean {
  if (!mentions(node, name)) return true;
  if (!t.isBlockStatement(node)) return false;
  const first = node.body.findIndex((one) => mentions(one, name));
  const statement = node.body[first]!;
  if (t.isExpressionStatement(statement) && sets(statement.expression, name)) return true;
  // Nobody else in this block may use it, and the statement that does is one whose blocks set it anew.
  return node.body.slice(first + 1).every((one) => !mentions(one, name)) && setsInside(statement, name);
}

function setsInside(statement: t.Statement, name: string): boolean {
  if (t.isForStatement(statement)) {
    const { init, test, update, body } = statement;
    if (init && mentions(init, name)) return sets(init, name);
    return [test, update].every((one) => !one || !mentions(one, name)) && isSetAnew(body, name);
  }
  if (t.isIfStatement(statement)) {
    const { test, consequent, alternate } = statement;
    return !mentions(test, name) && isSetAnew(consequent, name) && (!alternate || isSetAnew(alternate, name));
  }
  return t.isBlockStatement(statement) && isSetAnew(statement, name);
}

function sets(node: t.Node, name: string): boolean {
  if (t.isParenthesizedExpression(node)) return sets(node.expression, name);
  return t.isAssignmentExpression(node, { operator: '=' }) && t.isIdentifier(node.left, { name }) && !mentions(node.right, name);
}

function mentions(node: t.Node, name: string): boolean {
  return t.isIdentifier(node, { name }) || childrenOf(node).some((child) => mentions(child, name));
}

function childrenOf(node: t.Node): readonly t.Node[] {
  return (t.VISITOR_KEYS[node.type] ?? []).flatMap((key) => {
    const child = (node as unknown as Record<string, t.Node | readonly (t.Node | null)[] | null | undefined>)[key];
    return (Array.isArray(child) ? child : [child]).filter((one): one is t.Node => one !== null && one !== undefined);
  });
}
