import * as t from '@babel/types';
import { addressOfStruct, checkedReference, isUnlocked, structOf } from './emitAddress.ts';
import { messageOf, type Ctx } from './emitContext.ts';
import { guardHelper } from './emitGuard.ts';
import { coerce } from './coerce.ts';
import { rootOf, type FieldType, type StructType } from './types.ts';

const functions: Readonly<Record<string, string>> = {
  insertHead: 'insertHead',
  insertTail: 'insertTail',
  insertAfter: 'insertAfter',
  remove: 'removeFrom',
  contains: 'isOn',
};

/** The link field of a list's elements, and where it stands: its address in slot 0, and cells a slot. */
interface Link {
  readonly struct: StructType;
  readonly field: FieldType;
  readonly base: number;
  readonly stride: number;
}

/** JavaScript for an operation on a list. The list and the element's own link are accesses under their guards. */
export function emitListCall(word: string, node: t.CallExpression, ctx: Ctx): string {
  const [list, element, name] = node.arguments;
  if (!list || !element || !name) return ctx.code.refuse(node, `${word} takes a list, an element and the name of the link`, 'See the language page.');
  const link = linkOf(element, name, ctx);
  const where = word === 'insertAfter' ? touched(link, list, ctx) : headOf(list, link, word, ctx);
  const what = word === 'contains' ? ctx.emit.reference(element, ctx) : touched(link, element, ctx);
  const site = word === 'remove' ? `,${ctx.shared.site(ctx.code, node, 'the element is not on the list')}` : '';
  return `${functions[word]}(${where},${what},${link.base + link.field.offset},${link.stride}${site})`;
}

function headOf(list: t.Node, link: Link, word: string, ctx: Ctx): string {
  const type = ctx.code.infer(list);
  const struct = type.kind === 'struct' ? type.of : type.kind === 'ref' ? type.to : undefined;
  const first = struct?.fields.get('first')?.type;
  if (!struct?.name.startsWith('List<') || first?.kind !== 'ref') return ctx.code.refuse(list, 'this is no list', 'Pass a field of type `List<T>`.');
  if (rootOf(first.to) !== rootOf(link.struct)) return ctx.code.refuse(list, `the elements of this list are ${first.to.name}, not ${link.struct.name}`, 'Pass an element of the right kind.');
  return addressOfStruct(list, ctx, word === 'contains' ? 'read' : 'write');
}

/** The reference to an element whose link is written: it must be there, and its link's guard held. */
function touched(link: Link, element: t.Node, ctx: Ctx): string {
  const { struct, field } = link;
  const type = ctx.code.infer(element);
  const reference = coerce(ctx.emit.reference(element, ctx), type, { kind: 'ref', to: struct }, ctx, element);
  const checked = checkedReference(struct, reference, ctx, element);
  const guard = isUnlocked(element, ctx) ? undefined : guardHelper({ struct, field, mode: 'write' }, ctx);
  if (guard === undefined) return checked;
  const site = ctx.shared.site(ctx.code, element, `${struct.name}.${field.name} is written without its guard (${field.guard?.text ?? ''})`);
  const index = ctx.shared.familyIndex(struct);
  return `I${index}[${guard}(ADR${index}[${checked}],t,${site})]`;
}

function linkOf(element: t.Node, name: t.Node, ctx: Ctx): Link {
  const struct = structOf(element, ctx);
  const { linear } = ctx.shared.program.layout.family(struct);
  const field = struct.fields.get(messageOf(name, ctx));
  if (!field) return ctx.code.refuse(name, `${struct.name} has no field "${messageOf(name, ctx)}"`, 'Name the field that links the list.');
  if (field.type.kind !== 'ref' || rootOf(field.type.to) !== rootOf(struct)) return ctx.code.refuse(name, `"${field.name}" is no link`, 'A link is a `Ref` to the next element.');
  if (!linear) return ctx.code.refuse(element, 'the elements of a list stand in one zone', 'Do not embed them elsewhere.');
  return { struct, field, base: linear.base, stride: linear.stride };
}
