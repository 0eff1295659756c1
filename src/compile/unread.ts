import * as t from '@babel/types';
import type { Plan } from './plan.ts';
import { walk } from './walk.ts';

/**
 * The cells of fields that nothing reads: no step, guard, lock test, property or hook of the program; what they hold makes no difference.
 * Fields are told apart by their names only, and any other use of a name than as what is assigned to counts as reading.
 */
export function unreadCells(plan: Plan): readonly number[] {
  const read = namesRead(plan);
  const cells = new Set<number>();
  for (const { instances } of plan.program.layout.families.values()) {
    for (const { address, struct } of instances) {
      for (const { name, type, offset } of struct.fields.values()) {
        if (type.kind !== 'struct' && type.kind !== 'arr' && !read.has(name)) cells.add(address + offset);
      }
    }
  }
  return [...cells].sort((a, b) => a - b);
}

/** All names that may stand for a field that is read. */
function namesRead({ program, pures, frames }: Plan): ReadonlySet<string> {
  // The words for lists look at their heads.
  const names = new Set(['first']);
  const addWords = (text: string): void => text.match(/\w+/g)?.forEach((word) => names.add(word));
  for (const { node } of [...pures, ...frames.routines.map(({ info }) => info)]) {
    const assigned = new Set<t.Node>();
    walk(node.body, (at) => {
      if (t.isAssignmentExpression(at, { operator: '=' })) assigned.add(at.left);
      if (t.isMemberExpression(at) && t.isIdentifier(at.property) && !assigned.has(at)) names.add(at.property.name);
      if (t.isObjectProperty(at) && t.isIdentifier(at.key)) names.add(at.key.name);
      // The link of a list is named by a text.
      if (t.isStringLiteral(at)) addWords(at.value);
    });
  }
  for (const { instances } of program.layout.families.values()) {
    for (const { struct } of instances) {
      for (const { guard } of struct.fields.values()) for (const lock of [...(guard?.read ?? []), ...(guard?.write ?? [])].flat()) addWords(lock);
    }
  }
  return names;
}

const write = 'function w(i, v) {\n';
const table = 'const UNREAD = [';

/** Emitted code that leaves these cells as they are: what would be stored there is worked out all the same, and must fit. */
export function withoutStores(source: string, cells: readonly number[], size: number): string {
  const marks = Array.from({ length: size }, (_, cell) => (cells.includes(cell) ? 1 : 0));
  return guarded(source).replace(write, `${table}${marks.join(',')}];\n${write}`);
}

/** Code that takes the place of some of the emitted code, or is added to it: where it has a function that writes, that one leaves the same cells alone. */
export function likewise(code: string, emitted: string): string {
  return emitted.includes(table) ? guarded(code) : code;
}

function guarded(code: string): string {
  if (!code.includes(write) && code.includes('function w(')) throw new Error('forkcheck bug: emitted code writes in another way');
  return code.replace(write, `${write}  if (UNREAD[i] !== 0) return v;\n`);
}
