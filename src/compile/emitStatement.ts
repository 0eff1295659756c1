import * as t from '@babel/types';
import { coerce } from './coerce.ts';
import { convert, type Ctx } from './emitContext.ts';
import { emitAssignment, emitExpression, emitReference, emitSet, emitUpdate } from './emitExpression.ts';
import { plain } from './functionCode.ts';
import { bool, type Type } from './types.ts';
import { hasYield } from './walk.ts';

/** What statements turn into where they leave the code they stand in. */
export interface Leaving {
  readonly onReturn: (value: t.Expression | undefined) => string;
  /** JavaScript for a break or continue that leaves the inline statement, or `undefined` if it stays inside. */
  readonly onExit: (node: t.BreakStatement | t.ContinueStatement) => string | undefined;
}

/** JavaScript for a statement without yields, indented by `pad`. */
export function emitStatement(node: t.Statement, ctx: Ctx, leaving: Leaving, pad: string): string {
  const inner = `${pad}  `;
  const body = (one: t.Statement): string => `{\n${emitStatement(one, ctx, leaving, inner)}\n${pad}}`;
  const fuel = `${inner}if (++fuel > FUEL) fault(ENDLESS,${ctx.shared.site(ctx.code, node, 'the loop runs without end inside one step')});\n`;
  const loopBody = (one: t.Statement): string => `{\n${fuel}${emitStatement(one, ctx, leaving, inner)}\n${pad}}`;
  switch (node.type) {
    case 'EmptyStatement':
      return '';
    case 'ExpressionStatement':
      return `${pad}${emitEffect(node.expression, ctx)};`;
    case 'VariableDeclaration':
      return node.declarations.map((one) => `${pad}${emitDeclarator(one, ctx)};`).join('\n');
    case 'BlockStatement':
      return node.body.map((one) => emitStatement(one, ctx, leaving, pad)).filter((text) => text !== '').join('\n');
    case 'IfStatement':
      return `${pad}if (${emitExpression(node.test, ctx)}) ${body(node.consequent)}${node.alternate ? ` else ${body(node.alternate)}` : ''}`;
    case 'WhileStatement':
      return `${pad}while (${emitExpression(node.test, ctx)}) ${loopBody(node.body)}`;
    case 'DoWhileStatement':
      return `${pad}do ${loopBody(node.body)} while (${emitExpression(node.test, ctx)});`;
    case 'ForStatement':
      return emitFor(node, ctx, pad, loopBody);
    case 'SwitchStatement':
      return emitSwitch(node, ctx, leaving, pad);
    case 'LabeledStatement':
      return `${pad}${node.label.name}: ${t.isBlockStatement(node.body) ? body(node.body) : emitStatement(node.body, ctx, leaving, pad).trimStart()}`;
    case 'ReturnStatement':
      return `${pad}${leaving.onReturn(node.argument ?? undefined)}`;
    case 'BreakStatement':
    case 'ContinueStatement': {
      const word = t.isBreakStatement(node) ? 'break' : 'continue';
      return `${pad}${leaving.onExit(node) ?? `${word}${node.label ? ` ${node.label.name}` : ''};`}`;
    }
    default:
      return ctx.code.refuse(node, `${node.type} cannot be part of a step`, 'See the language page for what can.');
  }
}

/** An expression for its effect; values that nobody uses cost nothing. */
export function emitEffect(node: t.Node, ctx: Ctx): string {
  const at = plain(node);
  if (t.isAssignmentExpression(at)) return emitAssignment(at, ctx);
  if (t.isUpdateExpression(at)) return emitUpdate(at, ctx, false);
  if (t.isSequenceExpression(at)) return at.expressions.map((one) => emitEffect(one, ctx)).join(', ');
  if (t.isCallExpression(at)) {
    const info = ctx.code.wordOf(at) === undefined ? ctx.code.calleeOf(at) : undefined;
    if (info?.node.generator === true) ctx.code.refuse(at, `${info.name} is a routine, and it is not run`, `Write \`yield* ${info.name}(...)\`.`);
  }
  return emitExpression(at, ctx);
}

function emitDeclarator(node: t.VariableDeclarator, ctx: Ctx): string {
  const variable = ctx.code.locals.of.get(node.id);
  if (!variable) return '';
  const type = ctx.code.typeOfVariable(variable);
  if (!node.init) return emitSet(variable, type.kind === 'bool' ? 'false' : '0', type, ctx, node);
  return emitSet(variable, emitReference(node.init, ctx), ctx.code.infer(node.init), ctx, node);
}

function emitFor(node: t.ForStatement, ctx: Ctx, pad: string, loopBody: (one: t.Statement) => string): string {
  const init = node.init ? (t.isVariableDeclaration(node.init) ? node.init.declarations.map((one) => emitDeclarator(one, ctx)).join(', ') : emitEffect(node.init, ctx)) : '';
  const test = node.test ? emitExpression(node.test, ctx) : '';
  const update = node.update ? emitEffect(node.update, ctx) : '';
  return `${pad}for (${init}; ${test}; ${update}) ${loopBody(node.body)}`;
}

function emitSwitch(node: t.SwitchStatement, ctx: Ctx, leaving: Leaving, pad: string): string {
  const cases = node.cases.map((one) => {
    const head = one.test ? `case ${emitExpression(one.test, ctx)}:` : 'default:';
    return [`${pad}  ${head}`, ...one.consequent.map((statement) => emitStatement(statement, ctx, leaving, `${pad}    `))].join('\n');
  });
  return `${pad}switch (${emitExpression(node.discriminant, ctx)}) {\n${cases.join('\n')}\n${pad}}`;
}

/** The body of a pure function, or of a guard or claim, whose result is a truth value; its locals are declared at the top. */
export function emitFunctionBody(body: t.BlockStatement, ctx: Ctx, promised?: Type): string {
  if (hasYield(body)) ctx.code.refuse(body, `${ctx.code.info.name} yields, and it is no routine`, 'Write `function*` and call it with `yield*`.');
  const declared = new Set<string>();
  const collect = (node: t.Node): void => {
    if (t.isVariableDeclarator(node)) {
      const variable = ctx.code.locals.of.get(node.id);
      if (variable) declared.add(ctx.read(variable));
    }
    for (const key of t.VISITOR_KEYS[node.type] ?? []) {
      const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key];
      if (Array.isArray(child)) child.forEach((one) => one && collect(one));
      else if (child) collect(child);
    }
  };
  collect(body);
  const temps: string[] = [];
  const own: Ctx = { ...ctx, temp: () => `a${temps.push('') - 1}` };
  const leaving: Leaving = {
    onReturn: (value) => (value ? `return ${emitResult(value, own, promised)};` : 'return;'),
    onExit: () => undefined,
  };
  const text = emitStatement(body, own, leaving, '  ');
  const names = [...declared, ...temps.map((_, index) => `a${index}`)];
  return names.length > 0 ? `  let ${names.map((name) => `${name} = 0`).join(', ')};\n${text}` : text;
}

/** A returned value in the kind that the function promises. */
function emitResult(value: t.Expression, ctx: Ctx, promised: Type | undefined): string {
  const js = emitReference(value, ctx);
  const type = ctx.code.infer(value);
  return promised ? coerce(js, type, promised, ctx, value) : convert(js, type, bool);
}
