import * as t from '@babel/types';
import { UsageError, type SourceEdit } from '../core/index.ts';
import type { ParsedModule } from './parse.ts';

/** Parses a text of the module. */
type Parse = (text: string) => Pick<ParsedModule, 'top'>;

/** Applies those edits whose routine is declared in this module; strikes them off `left`. Throws a `UsageError` for a stale one. */
export function applyEdits(source: string, shown: string, edits: readonly SourceEdit[], left: Set<SourceEdit>, parse: Parse): string {
  let text = source;
  for (const edit of edits) {
    // Cheap test first: most modules have none of the routines.
    if (!text.includes(edit.routine)) continue;
    const range = findFunction(parse(text), edit.routine);
    if (!range) continue;
    text = replaceOnce(text, range, edit, shown);
    left.delete(edit);
  }
  return text;
}

function replaceOnce(text: string, [start, end]: readonly [number, number], edit: SourceEdit, shown: string): string {
  const body = text.slice(start, end);
  const at = body.indexOf(edit.find);
  if (at < 0) throw stale(edit, shown, 'is no longer in it');
  if (body.indexOf(edit.find, at + 1) >= 0) throw stale(edit, shown, 'stands in it more than once');
  return text.slice(0, start) + body.slice(0, at) + edit.put + body.slice(at + edit.find.length) + text.slice(end);
}

function stale(edit: SourceEdit, shown: string, why: string): UsageError {
  return new UsageError(`the mutation's edit of "${edit.routine}" (${shown}) does not fit the source any more: the text "${edit.find.trim()}" ${why}`);
}

function findFunction({ top }: ReturnType<Parse>, name: string): readonly [number, number] | undefined {
  const binding = top.get(name);
  const node = binding?.kind === 'function' ? binding.node : binding?.kind === 'value' ? binding.declarator : undefined;
  if (!node || (t.isVariableDeclarator(node) && !t.isFunction(node.init))) return undefined;
  return node.start == null || node.end == null ? undefined : [node.start, node.end];
}
