import type * as t from '@babel/types';

export type FunctionNode = t.FunctionDeclaration | t.FunctionExpression | t.ArrowFunctionExpression;

/** A function of a model: its syntax, where it stands, and the constants it closes over. */
export interface FunctionInfo {
  readonly name: string;
  readonly unit: ModuleUnit;
  readonly node: FunctionNode;
  /** Values of the enclosing functions' constants that it uses. */
  readonly captures: () => Readonly<Record<string, unknown>>;
  /** Names of enclosing variables that it uses and that are assigned more than once. */
  readonly mutableCaptures: readonly string[];
}

/** What a top-level name of a module stands for, as the syntax says. */
export type TopBinding =
  | { readonly kind: 'function'; readonly node: t.FunctionDeclaration }
  | { readonly kind: 'value'; readonly declarator?: t.VariableDeclarator }
  | { readonly kind: 'interface'; readonly node: t.TSInterfaceDeclaration }
  | { readonly kind: 'alias'; readonly node: t.TSTypeAliasDeclaration }
  | { readonly kind: 'enum'; readonly node: t.TSEnumDeclaration }
  | { readonly kind: 'import'; readonly from: string; readonly name: string };

/** A source file of a model, parsed and evaluated. */
export interface ModuleUnit {
  readonly path: string;
  /** The path as it is shown: relative to the package or the working directory. */
  readonly shown: string;
  readonly source: string;
  readonly top: ReadonlyMap<string, TopBinding>;
  /** Exported name -> local name, or a re-export of another module. */
  readonly exports: ReadonlyMap<string, { readonly local: string } | { readonly from: string; readonly name: string }>;
  /** Specifiers of `export * from`. */
  readonly starExports: readonly string[];
  /** First operands of `mayFail` and `maySleep`. */
  readonly failureNames: readonly string[];
  /** Names of the functions inside routines, by where they begin in the text. */
  readonly inline: ReadonlyMap<number, string>;
  /** Where each module is imported. */
  readonly imports: ReadonlyMap<string, t.Node>;
  /** Current values of the top-level names, once evaluated. */
  readonly values: Map<string, () => unknown>;
  /** The module's exports object. */
  readonly namespace: Record<string, unknown>;
}
