import { parse as babelParse } from '@babel/parser';
import traverseModule, { type NodePath } from '@babel/traverse';
import * as t from '@babel/types';
import { CompileError } from '../core/index.ts';
import { FunctionNames } from './functionNames.ts';
import type { FunctionNode, TopBinding } from './moduleUnit.ts';
import { walk } from './walk.ts';

// The package is CommonJS: under Node its default export arrives wrapped.
type Traverse = typeof traverseModule.default;
const traverse = (traverseModule.default ?? traverseModule) as Traverse;

export interface NestedFunction {
  readonly node: t.FunctionExpression | t.ArrowFunctionExpression;
  readonly name: string;
  readonly captures: readonly string[];
  readonly mutableCaptures: readonly string[];
}

export interface ParsedModule {
  readonly file: t.File;
  readonly top: Map<string, TopBinding>;
  readonly exports: Map<string, { local: string } | { from: string; name: string }>;
  readonly starExports: string[];
  /** First operands of `mayFail` and `maySleep`. */
  readonly failureNames: readonly string[];
  /** Where each module is imported. */
  readonly imports: ReadonlyMap<string, t.Node>;
  /** Function expressions that evaluation can turn into values. */
  readonly nested: readonly NestedFunction[];
  /** Names of the functions inside routines, by where they begin in the text. */
  readonly inline: ReadonlyMap<number, string>;
}

/** Parses a module. Throws a `CompileError` for a syntax error. */
export function parseModule(source: string, shown: string): ParsedModule {
  const file = parseFile(source, shown);
  const parsed = { top: new Map(), exports: new Map(), starExports: [] } as Pick<ParsedModule, 'top' | 'exports' | 'starExports'>;
  for (const statement of file.program.body) readStatement(statement, parsed);
  return { file, ...parsed, failureNames: findFailureNames(file), imports: findImports(file), ...findNested(file) };
}

function parseFile(source: string, shown: string): t.File {
  try {
    return babelParse(source, { sourceType: 'module', plugins: ['typescript', 'explicitResourceManagement'] });
  } catch (error) {
    const { message, loc } = error as { message: string; loc?: { line: number; column: number } };
    throw new CompileError(`${shown}:${loc?.line ?? 1}:${(loc?.column ?? 0) + 1}`, `syntax error: ${message}`, 'Correct the source text.');
  }
}

function readStatement(statement: t.Statement, into: Pick<ParsedModule, 'top' | 'exports' | 'starExports'>): void {
  if (t.isImportDeclaration(statement)) return readImport(statement, into.top);
  if (t.isExportAllDeclaration(statement)) return void into.starExports.push(statement.source.value);
  if (t.isExportDefaultDeclaration(statement)) {
    const { declaration } = statement;
    if (t.isIdentifier(declaration)) into.exports.set('default', { local: declaration.name });
    if (!t.isFunctionDeclaration(declaration) && !t.isTSInterfaceDeclaration(declaration)) return;
    for (const name of declare(declaration, into.top)) into.exports.set('default', { local: name });
    return;
  }
  if (t.isExportNamedDeclaration(statement)) {
    readNamedExport(statement, into);
    if (!statement.declaration) return;
    for (const name of declare(statement.declaration, into.top)) into.exports.set(name, { local: name });
    return;
  }
  declare(statement, into.top);
}

function readImport(node: t.ImportDeclaration, top: Map<string, TopBinding>): void {
  for (const one of node.specifiers) {
    const name = t.isImportSpecifier(one) ? nameOf(one.imported) : t.isImportDefaultSpecifier(one) ? 'default' : '*';
    top.set(one.local.name, { kind: 'import', from: node.source.value, name });
  }
}

function readNamedExport(node: t.ExportNamedDeclaration, into: Pick<ParsedModule, 'exports'>): void {
  for (const one of node.specifiers) {
    if (t.isExportNamespaceSpecifier(one) && node.source) into.exports.set(one.exported.name, { from: node.source.value, name: '*' });
    if (!t.isExportSpecifier(one)) continue;
    const local = nameOf(one.local);
    into.exports.set(nameOf(one.exported), node.source ? { from: node.source.value, name: local } : { local });
  }
}

const nameOf = (node: t.Identifier | t.StringLiteral): string => (t.isIdentifier(node) ? node.name : node.value);

/** Enters what a statement declares; returns the names. */
function declare(statement: t.Statement, top: Map<string, TopBinding>): string[] {
  if (t.isFunctionDeclaration(statement) && statement.id) return enter(top, statement.id.name, { kind: 'function', node: statement });
  if (t.isTSInterfaceDeclaration(statement)) return enter(top, statement.id.name, { kind: 'interface', node: statement });
  if (t.isTSTypeAliasDeclaration(statement)) return enter(top, statement.id.name, { kind: 'alias', node: statement });
  if (t.isTSEnumDeclaration(statement)) return enter(top, statement.id.name, { kind: 'enum', node: statement });
  if (!t.isVariableDeclaration(statement) || statement.declare === true) return [];
  return statement.declarations.flatMap((declarator) => {
    if (t.isIdentifier(declarator.id)) return enter(top, declarator.id.name, { kind: 'value', declarator });
    return Object.keys(t.getBindingIdentifiers(declarator.id)).flatMap((name) => enter(top, name, { kind: 'value' }));
  });
}

function enter(top: Map<string, TopBinding>, name: string, binding: TopBinding): string[] {
  top.set(name, binding);
  return [name];
}

function findFailureNames(file: t.File): string[] {
  const names: string[] = [];
  walk(file.program, (node) => {
    if (!t.isCallExpression(node)) return;
    const callee = t.isMemberExpression(node.callee) ? node.callee.property : node.callee;
    const [first] = node.arguments;
    if (t.isIdentifier(callee) && /^may(Fail|Sleep)$/.test(callee.name) && t.isStringLiteral(first)) names.push(first.value);
  });
  return names;
}

function findImports(file: t.File): ReadonlyMap<string, t.Node> {
  const found = new Map<string, t.Node>();
  for (const one of file.program.body) if ('source' in one && one.source) found.set(one.source.value, one);
  return found;
}

function findNested(file: t.File): Pick<ParsedModule, 'nested' | 'inline'> {
  const nested: NestedFunction[] = [];
  const inline = new Map<number, string>();
  const names = new FunctionNames();
  const visit = (path: NodePath<t.FunctionExpression> | NodePath<t.ArrowFunctionExpression>): void => {
    const name = names.of(path);
    // The body of a routine is never evaluated, so what stands inside it becomes no value.
    const isInside = path.findParent((up) => up.isFunction() && (up.node as FunctionNode).generator === true) !== null;
    if (isInside) inline.set(path.node.start ?? 0, name);
    else nested.push({ node: path.node, name, ...capturesOf(path) });
  };
  traverse(file, { FunctionExpression: visit, ArrowFunctionExpression: visit });
  return { nested, inline };
}

function capturesOf(path: NodePath<t.FunctionExpression> | NodePath<t.ArrowFunctionExpression>): Pick<NestedFunction, 'captures' | 'mutableCaptures'> {
  const captures = new Set<string>();
  const mutable = new Set<string>();
  path.traverse({
    ReferencedIdentifier(inner: NodePath) {
      const name = (inner.node as t.Identifier).name;
      const binding = inner.scope.getBinding(name);
      if (!binding || binding.scope.path.isProgram()) return;
      const owner = binding.scope.path;
      if (owner === path || owner.findParent((up) => up.node === path.node) !== null) return;
      captures.add(name);
      if (!binding.constant) mutable.add(name);
    },
  } as Parameters<typeof path.traverse>[0]);
  return { captures: [...captures], mutableCaptures: [...mutable] };
}
