import type * as t from '@babel/types';
import { CompileError } from '../core/index.ts';
import type { ModuleUnit } from './moduleUnit.ts';

/** `file:line:column` of a node, both 1-based. */
export function placeOf(unit: ModuleUnit, node: t.Node): string {
  const at = node.loc?.start;
  return `${unit.shown}:${at?.line ?? 1}:${(at?.column ?? 0) + 1}`;
}

/** The error for what the language cannot express at a node. */
export function refuse(unit: ModuleUnit, node: t.Node, problem: string, remedy: string): CompileError {
  return new CompileError(placeOf(unit, node), problem, remedy);
}
