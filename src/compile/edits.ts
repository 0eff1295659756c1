import * as t from '@babel/types';
import { CompileError, UsageError, type SourceEdit } from '../core/index.ts';
import type { ParsedModule } from './parse.ts';

/** Parses a text of the module. */
type Parse = (text: string) => Pick<ParsedModule, 'top'>;

/** A function's part of a module's text. */
interface Range {
  readonly start: number;
  readonly end: number;
  /** Line where it begins, from 1. */
  readonly line: number;
}

/** The edits of a mutation, and where each was applied: to one function, or it could mean two things. */
export class Edits {
  /** `file:line` of the function. */
  private readonly applied = new Map<SourceEdit, string>();

  constructor(private readonly edits: readonly SourceEdit[]) {}

  /** Applies those edits whose routine is declared in this module. Throws a `UsageError` for a stale one, a `CompileError` for one that means two functions. */
  apply(source: string, shown: string, parse: Parse): string {
    let text = source;
    for (const edit of this.edits) {
      // Cheap test first: most modules have none of the routines.
      if (!isMeant(shown, edit) || !text.includes(edit.routine)) continue;
      const range = findFunction(parse(text), edit.routine);
      if (!range) continue;
      this.note(edit, `${shown}:${range.line}`);
      text = replaceOnce(text, range, edit, shown);
    }
    return text;
  }

  /** Throws if an edit's routine was in none of the loaded modules. */
  assertAllApplied(): void {
    for (const edit of this.edits) if (!this.applied.has(edit)) throw new UsageError(`the mutation's edit of "${edit.routine}" applies to nothing: ${notThere(edit)}`);
  }

  private note(edit: SourceEdit, place: string): void {
    const before = this.applied.get(edit);
    this.applied.set(edit, place);
    if (before === undefined) return;
    const [, file = ''] = /([^/]*):\d+$/.exec(place) ?? [];
    throw new CompileError(place, `the mutation's edit of "${edit.routine}" means this function, or the one at ${before}`, `Name the module in the edit, as in \`file: '${file}'\`, or rename one of the two.`);
  }
}

/** Whether an edit may be one of this module: its path ends in what the edit names. */
function isMeant(shown: string, { file }: SourceEdit): boolean {
  return file === undefined || `/${shown}`.endsWith(`/${file}`);
}

function notThere({ file }: SourceEdit): string {
  if (file === undefined) return 'no function of the loaded modules has that name';
  return `no function of a loaded module ${file} has that name`;
}

function replaceOnce(text: string, { start, end }: Range, edit: SourceEdit, shown: string): string {
  const body = text.slice(start, end);
  const at = body.indexOf(edit.find);
  if (at < 0) throw stale(edit, shown, 'is no longer in it');
  if (body.indexOf(edit.find, at + 1) >= 0) throw stale(edit, shown, 'stands in it more than once');
  return text.slice(0, start) + body.slice(0, at) + edit.put + body.slice(at + edit.find.length) + text.slice(end);
}

function stale(edit: SourceEdit, shown: string, why: string): UsageError {
  return new UsageError(`the mutation's edit of "${edit.routine}" (${shown}) does not fit the source any more: the text "${edit.find.trim()}" ${why}`);
}

function findFunction({ top }: ReturnType<Parse>, name: string): Range | undefined {
  const binding = top.get(name);
  const node = binding?.kind === 'function' ? binding.node : binding?.kind === 'value' ? binding.declarator : undefined;
  if (!node || (t.isVariableDeclarator(node) && !t.isFunction(node.init))) return undefined;
  return node.start == null || node.end == null ? undefined : { start: node.start, end: node.end, line: node.loc?.start.line ?? 1 };
}
