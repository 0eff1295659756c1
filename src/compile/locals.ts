import * as t from '@babel/types';
import type { FunctionInfo } from './moduleUnit.ts';
import { refuse } from './place.ts';

/** A parameter, a local, or a temporary of a function. */
export interface Variable {
  readonly id: number;
  readonly name: string;
  readonly annotation?: t.TSType;
  /** What it is declared with; decides its type where there is no annotation. */
  init?: t.Expression;
  readonly isConst: boolean;
  readonly role: 'parameter' | 'local' | 'temporary' | 'arrow';
}

export interface Locals {
  readonly variables: Variable[];
  readonly parameters: readonly Variable[];
  /** Which variable an identifier node means, if it is a local one. */
  readonly of: Map<t.Node, Variable>;
}

type Scope = Map<string, Variable>;

const remedies: Readonly<Record<string, string>> = {
  TryStatement: 'Return an error number, as the kernel does.',
  ThrowStatement: 'Use KASSERT, or return an error number.',
  ClassDeclaration: 'Declare an interface of fields and a zone.',
  ClassExpression: 'Declare an interface of fields and a zone.',
  ObjectExpression: 'Pass the values one by one, or keep them in a struct of a zone.',
  ArrayExpression: 'Use an `Arr` field of a struct.',
  AwaitExpression: 'Use `yield*` and waitUntil.',
  ForOfStatement: 'Walk a list by its links, a zone by its slots.',
  ForInStatement: 'Walk a list by its links, a zone by its slots.',
  NewExpression: 'Take a struct from a zone with `alloc`.',
  ThisExpression: 'Pass what is needed as a parameter.',
  TemplateLiteral: 'Messages are plain strings.',
  RegExpLiteral: 'A state holds numbers only.',
  SpreadElement: 'Pass the values one by one.',
  OptionalMemberExpression: 'Compare with `nil`.',
  OptionalCallExpression: 'Compare with `nil`.',
  FunctionDeclaration: 'Move the function to the top level of the module.',
  BigIntLiteral: 'Use a number.',
  TaggedTemplateExpression: 'A state holds numbers only.',
  ObjectPattern: 'Declare the variables one by one.',
  ArrayPattern: 'Declare the variables one by one.',
};

const names: Readonly<Record<string, string>> = {
  TryStatement: 'try/catch',
  ThrowStatement: 'throw',
  AwaitExpression: 'await',
  ForOfStatement: 'for..of',
  ForInStatement: 'for..in',
  NewExpression: 'new',
  ThisExpression: 'this',
  ObjectExpression: 'an object literal',
  ArrayExpression: 'an array literal',
  FunctionDeclaration: 'a nested function',
  ObjectPattern: 'destructuring',
  ArrayPattern: 'destructuring',
};

/** Finds out which declaration each identifier of a function means; refuses what does not belong in a step. */
export function findLocals(info: FunctionInfo): Locals {
  const { node, unit } = info;
  if (node.async === true) throw refuse(unit, node, 'an async function cannot be part of a model', 'Write `function*` and `yield*`.');
  const variables: Variable[] = [];
  const of = new Map<t.Node, Variable>();
  const make = (id: t.Identifier, isConst: boolean, role: Variable['role'], init?: t.Expression | null): Variable => {
    const annotation = id.typeAnnotation && t.isTSTypeAnnotation(id.typeAnnotation) ? id.typeAnnotation.typeAnnotation : undefined;
    const variable: Variable = { id: variables.length, name: id.name, isConst, role, ...(annotation && { annotation }), ...(init && { init }) };
    variables.push(variable);
    of.set(id, variable);
    return variable;
  };

  const parameter = (param: t.Node, role: Variable['role'], scope: Scope): Variable => {
    if (!t.isIdentifier(param)) throw refuse(unit, param, 'a parameter must be a plain name', 'No defaults, no destructuring, no rest.');
    const variable = make(param, false, role);
    scope.set(param.name, variable);
    return variable;
  };

  const declare = (declaration: t.VariableDeclaration, scope: Scope): void => {
    if (declaration.kind === 'var') throw refuse(unit, declaration, '`var` is not block-scoped', 'Write `let` or `const`.');
    for (const { id, init } of declaration.declarations) {
      if (!t.isIdentifier(id)) throw refuse(unit, id, 'destructuring cannot be part of a step', remedies['ObjectPattern'] ?? '');
      scope.set(id.name, make(id, declaration.kind === 'const', 'local', init));
    }
  };

  const enter = (body: readonly t.Statement[], outer: readonly Scope[]): readonly Scope[] => {
    const scope: Scope = new Map();
    for (const statement of body) if (t.isVariableDeclaration(statement)) declare(statement, scope);
    return [scope, ...outer];
  };

  const visitAll = (nodes: readonly (t.Node | null | undefined)[], scopes: readonly Scope[]): void => {
    for (const one of nodes) if (one) visit(one, scopes);
  };

  const visit = (at: t.Node, scopes: readonly Scope[]): void => {
    const remedy = remedies[at.type];
    if (remedy !== undefined) throw refuse(unit, at, `${names[at.type] ?? at.type} cannot be part of a step`, remedy);
    if (t.isIdentifier(at)) return link(at, scopes);
    if (t.isBlockStatement(at)) return visitAll(at.body, enter(at.body, scopes));
    if (t.isFunction(at)) return visitArrow(at, scopes);
    if (t.isForStatement(at)) return visitFor(at, scopes);
    if (t.isSwitchStatement(at)) return visitSwitch(at, scopes);
    if (t.isMemberExpression(at)) return visitAll(at.computed ? [at.object, at.property] : [at.object], scopes);
    if (t.isVariableDeclaration(at)) return visitAll(at.declarations.map((one) => one.init), scopes);
    if (t.isLabeledStatement(at)) return visit(at.body, scopes);
    if (t.isBreakStatement(at) || t.isContinueStatement(at)) return;
    if (t.isTypeScript(at) && !t.isExpression(at)) return;
    if (t.isTSAsExpression(at) || t.isTSNonNullExpression(at) || t.isTSSatisfiesExpression(at)) return visit(at.expression, scopes);
    for (const key of t.VISITOR_KEYS[at.type] ?? []) {
      if (key === 'typeParameters' || key === 'typeArguments') continue;
      const child = (at as unknown as Record<string, t.Node | t.Node[] | null>)[key];
      if (Array.isArray(child)) visitAll(child, scopes);
      else if (child) visit(child, scopes);
    }
  };

  const link = (at: t.Identifier, scopes: readonly Scope[]): void => {
    for (const scope of scopes) {
      const variable = scope.get(at.name);
      if (variable) return void of.set(at, variable);
    }
  };

  const visitArrow = (at: t.Function, scopes: readonly Scope[]): void => {
    if (at.async || at.generator) {
      if (at.generator && t.isFunctionExpression(at)) return;
      throw refuse(unit, at, 'this function cannot be part of a step', 'Only guards and claims are nested arrow functions.');
    }
    const scope: Scope = new Map();
    for (const param of at.params) parameter(param, 'arrow', scope);
    visit(at.body, [scope, ...scopes]);
  };

  const visitFor = (at: t.ForStatement, scopes: readonly Scope[]): void => {
    const inner = t.isVariableDeclaration(at.init) ? enter([at.init], scopes) : scopes;
    visitAll([at.init, at.test, at.update, at.body], inner);
  };

  const visitSwitch = (at: t.SwitchStatement, scopes: readonly Scope[]): void => {
    visit(at.discriminant, scopes);
    const inner = enter(at.cases.flatMap((one) => one.consequent), scopes);
    for (const one of at.cases) visitAll([one.test, ...one.consequent], inner);
  };

  const top: Scope = new Map();
  const parameters = node.params.map((param) => parameter(param, 'parameter', top));
  visit(node.body, [top]);
  return { variables, parameters, of };
}
