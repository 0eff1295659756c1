import { parse } from '@babel/parser';
import * as t from '@babel/types';

/** What integer code consists of, by name. */
export interface IntegerCode {
  readonly functions: ReadonlyMap<string, t.FunctionDeclaration>;
  readonly numbers: ReadonlyMap<string, number>;
  /** Constant arrays of integers. */
  readonly arrays: ReadonlyMap<string, readonly number[]>;
  /** Variables with their initial values. */
  readonly variables: ReadonlyMap<string, number>;
}

/** Thrown for code that is not integer code; who asked for it goes on in JavaScript. */
export class NotIntegers extends Error {
  override readonly name = 'NotIntegers';
  constructor(node: t.Node, why: string) {
    super(`${node.loc?.start.line ?? 0}:${node.loc?.start.column ?? 0}: ${why}`);
  }
}

/**
 * Reads integer code: texts of JavaScript or TypeScript whose functions compute with 32-bit integers, truth values and
 * arrays of integers only. Each may declare what another defines. Declarations of anything else are left out, and matter only if a function uses them.
 */
export function readIntegerCode(sources: readonly string[]): IntegerCode {
  const code = { functions: new Map<string, t.FunctionDeclaration>(), numbers: new Map<string, number>(), arrays: new Map<string, readonly number[]>(), variables: new Map<string, number>() };
  for (const source of sources) readSource(source, code);
  return code;
}

function readSource(source: string, code: Collected & { readonly functions: Map<string, t.FunctionDeclaration> }): void {
  const file = parse(source, { sourceType: 'module', plugins: ['typescript'], allowReturnOutsideFunction: true });
  for (const statement of file.program.body) {
    const declaration = t.isExportNamedDeclaration(statement) ? statement.declaration : statement;
    if (t.isFunctionDeclaration(declaration) && declaration.id) code.functions.set(declaration.id.name, declaration);
    if (t.isVariableDeclaration(declaration) && declaration.declare !== true) readVariables(declaration, code);
  }
}

interface Collected {
  readonly numbers: Map<string, number>;
  readonly arrays: Map<string, readonly number[]>;
  readonly variables: Map<string, number>;
}

function readVariables({ kind, declarations }: t.VariableDeclaration, code: Collected): void {
  for (const { id, init } of declarations) {
    if (!t.isIdentifier(id)) continue;
    const value = init ? literal(init) : undefined;
    if (value !== undefined) (kind === 'const' ? code.numbers : code.variables).set(id.name, value);
    if (kind !== 'const' || !t.isArrayExpression(init)) continue;
    const values = init.elements.map((one) => (one ? literal(one) : undefined));
    if (values.every((one) => one !== undefined)) code.arrays.set(id.name, values);
  }
}

/** The value of a literal; texts, which only faults have, count as 0. */
export function literal(node: t.Node): number | undefined {
  if (t.isNumericLiteral(node)) return node.value;
  if (t.isBooleanLiteral(node)) return node.value ? 1 : 0;
  if (t.isStringLiteral(node)) return 0;
  if (t.isUnaryExpression(node, { operator: '-' }) && t.isNumericLiteral(node.argument)) return -node.argument.value;
  return undefined;
}

/** An expression without parentheses and types. */
export function bare(node: t.Node): t.Node {
  if (t.isParenthesizedExpression(node) || t.isTSNonNullExpression(node) || t.isTSAsExpression(node)) return bare(node.expression);
  return node;
}
