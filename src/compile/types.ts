import * as t from '@babel/types';
import { CompileError } from '../core/index.ts';
import * as lang from '../lang/index.ts';
import type { Loader, Resolved } from './loader.ts';
import type { ModuleUnit } from './moduleUnit.ts';
import { placeOf } from './place.ts';

/** What the compiler knows of a value. Ranges decide the width of cells and which checks are needed. */
export type Type =
  | { readonly kind: 'int'; readonly lo: number; readonly hi: number; readonly show?: IntNames }
  | { readonly kind: 'bool' }
  | { readonly kind: 'ref'; readonly to: StructType }
  | { readonly kind: 'struct'; readonly of: StructType }
  | { readonly kind: 'arr'; readonly elem: Type; readonly length: number }
  | { readonly kind: 'entry' }
  | { readonly kind: 'nil' }
  | { readonly kind: 'void' };

/** How an integer is printed. */
export interface IntNames {
  readonly kind: 'flags' | 'enum' | 'set';
  readonly names: ReadonlyMap<number, string>;
}

export interface Guard {
  /** Alternatives, each a list of locks that are all needed. */
  readonly read: readonly (readonly string[])[];
  readonly write: readonly (readonly string[])[];
  readonly text: string;
  /** Where it is declared. */
  readonly at: string;
}

export interface FieldType {
  readonly name: string;
  readonly type: Type;
  readonly offset: number;
  readonly guard?: Guard;
}

export interface StructType {
  readonly name: string;
  readonly unit: ModuleUnit;
  readonly base?: StructType;
  readonly fields: ReadonlyMap<string, FieldType>;
  readonly cells: number;
}

export const int = (lo: number, hi: number, show?: IntNames): Type => ({ kind: 'int', lo, hi, ...(show && { show }) });
export const I16 = int(-32768, 32767);
/** What JavaScript's bit operations work on. */
export const I32 = int(-(2 ** 31), 2 ** 31 - 1);
export const bool: Type = { kind: 'bool' };

const widths: Readonly<Record<string, Type>> = {
  ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 31].map((n) => [`U${n}`, int(0, 2 ** n - 1)])),
  I8: int(-128, 127),
  I16,
};

/** The struct at the bottom of the `extends` chain; references to any of the chain are numbered together. */
export const rootOf = (struct: StructType): StructType => (struct.base ? rootOf(struct.base) : struct);

/** The struct that both extend, or are. */
export function commonStruct(a: StructType, b: StructType): StructType | undefined {
  for (let one: StructType | undefined = a; one; one = one.base) {
    for (let other: StructType | undefined = b; other; other = other.base) if (one === other) return one;
  }
  return undefined;
}

/** Whether a value of one type can be kept where another is expected; ranges are checked when it is stored. */
export function assignable(from: Type, to: Type): boolean {
  const [giver, taker] = [asReference(from), asReference(to)];
  if (giver.kind === 'void' || taker.kind === 'void') return true;
  const isNumber = (type: Type): boolean => type.kind === 'int' || type.kind === 'bool';
  if (isNumber(giver) || isNumber(taker)) return isNumber(giver) && isNumber(taker);
  if (giver.kind === 'ref' && taker.kind === 'ref') return rootOf(giver.to) === rootOf(taker.to);
  return giver.kind === taker.kind || giver.kind === 'nil' || taker.kind === 'nil';
}

/** An embedded struct that is passed on is passed by reference. */
export const asReference = (type: Type): Type => (type.kind === 'struct' ? { kind: 'ref', to: type.of } : type);

/** How many cells a value of the type takes. */
export function cellsOf(type: Type): number {
  if (type.kind === 'struct') return type.of.cells;
  if (type.kind === 'arr') return type.length * cellsOf(type.elem);
  return 1;
}

/** Turns type annotations into `Type`s. */
export class TypeResolver {
  private readonly structs = new Map<string, StructType>();

  constructor(
    private readonly loader: Loader,
    readonly parameters: Readonly<Record<string, number>>,
  ) {}

  /** The type that an annotation stands for. Throws a `CompileError` for what has no place in a state. */
  resolve(node: t.TSType, unit: ModuleUnit): Type {
    if (t.isTSNumberKeyword(node)) return I16;
    if (t.isTSBooleanKeyword(node)) return bool;
    if (t.isTSVoidKeyword(node) || t.isTSNeverKeyword(node)) return { kind: 'void' };
    if (t.isTSTypeReference(node)) return this.reference(node, unit);
    if (t.isTSLiteralType(node) && t.isNumericLiteral(node.literal)) return int(node.literal.value, node.literal.value);
    if (t.isTSUnionType(node)) return node.types.map((one) => this.resolve(one, unit)).reduce((a, b) => this.union(a, b, node, unit));
    throw this.unknown(node, unit);
  }

  private union(a: Type, b: Type, node: t.TSType, unit: ModuleUnit): Type {
    if (a.kind !== 'int' || b.kind !== 'int') throw this.unknown(node, unit);
    return int(Math.min(a.lo, b.lo), Math.max(a.hi, b.hi));
  }

  /** The struct that an interface declares. */
  struct(unit: ModuleUnit, node: t.TSInterfaceDeclaration): StructType {
    const key = `${unit.path}#${node.id.name}`;
    const known = this.structs.get(key);
    if (known) return known;
    const base = node.extends?.[0] ? this.baseOf(node.extends[0], unit) : undefined;
    let fields: ReadonlyMap<string, FieldType> | undefined;
    let busy = false;
    const layOut = (): ReadonlyMap<string, FieldType> => {
      if (busy) throw this.error(node, unit, `the struct ${node.id.name} contains itself`, 'Hold it by `Ref`, not embedded.');
      busy = true;
      fields ??= this.fieldsOf(node, unit, base);
      busy = false;
      return fields;
    };
    const struct: StructType = {
      name: node.id.name,
      unit,
      ...(base && { base }),
      get fields() {
        return layOut();
      },
      get cells() {
        return [...layOut().values()].reduce((sum, field) => sum + cellsOf(field.type), 0);
      },
    };
    this.structs.set(key, struct);
    return struct;
  }

  private baseOf(node: t.TSExpressionWithTypeArguments, unit: ModuleUnit): StructType {
    const name = t.isIdentifier(node.expression) ? node.expression.name : '';
    const found = this.loader.resolveName(unit, name);
    if (found?.kind === 'top' && found.binding.kind === 'interface') return this.struct(found.unit, found.binding.node);
    throw this.error(node, unit, `"${name}" is no interface of fields`, 'A struct extends another struct.');
  }

  private fieldsOf(node: t.TSInterfaceDeclaration, unit: ModuleUnit, base: StructType | undefined): ReadonlyMap<string, FieldType> {
    const fields = new Map(base?.fields ?? []);
    let offset = base?.cells ?? 0;
    for (const member of node.body.body) {
      if (!t.isTSPropertySignature(member) || !t.isIdentifier(member.key) || !member.typeAnnotation) {
        throw this.error(member, unit, 'a struct has fields only', 'Write `name: Type;`, functions go to the module.');
      }
      const annotation = member.typeAnnotation.typeAnnotation;
      const guard = this.guardOf(annotation, unit);
      const type = this.resolve(annotation, unit);
      fields.set(member.key.name, { name: member.key.name, type, offset, ...(guard && { guard }) });
      offset += cellsOf(type);
    }
    return fields;
  }


  private guardOf(node: t.TSType, unit: ModuleUnit): Guard | undefined {
    if (!t.isTSTypeReference(node)) return undefined;
    const found = this.loader.resolveType(unit, node.typeName);
    if (found?.kind !== 'word' || found.name !== 'Guarded') return undefined;
    const [, read, write] = argumentsOf(node).map((one) => this.keyText(one, unit));
    if (read === undefined) throw this.error(node, unit, 'Guarded lacks its locking key', "Write `Guarded<U1, 'p_mtx'>`.");
    return { read: parseKey(read), write: parseKey(write ?? read), text: write === undefined ? read : `${read} / ${write}`, at: placeOf(unit, node) };
  }

  private keyText(node: t.TSType, unit: ModuleUnit): string {
    if (t.isTSLiteralType(node) && t.isStringLiteral(node.literal) && parseKey(node.literal.value).length > 0) return node.literal.value;
    if (t.isTSTypeReference(node) && t.isIdentifier(node.typeName)) {
      const found = this.loader.resolveName(unit, node.typeName.name);
      if (found?.kind === 'top' && found.binding.kind === 'alias') return this.keyText(found.binding.node.typeAnnotation, found.unit);
    }
    return '';
  }

  private reference(node: t.TSTypeReference, unit: ModuleUnit): Type {
    const found = this.loader.resolveType(unit, node.typeName);
    const imported = t.isIdentifier(node.typeName) ? unit.top.get(node.typeName.name) : undefined;
    if (!found && imported?.kind === 'import') throw this.error(node, unit, `"${imported.from}" exports no "${imported.name}"`, 'Correct the import.');
    if (found?.kind === 'word') return this.word(node, found.name, unit);
    if (found?.kind !== 'top') throw this.unknown(node, unit);
    const { binding } = found;
    if (binding.kind === 'interface') return { kind: 'struct', of: this.struct(found.unit, binding.node) };
    if (binding.kind === 'alias') return this.resolve(binding.node.typeAnnotation, found.unit);
    if (binding.kind === 'enum') return enumType(this.valueOf(found));
    throw this.unknown(node, unit);
  }

  private word(node: t.TSTypeReference, word: string, unit: ModuleUnit): Type {
    const args = argumentsOf(node);
    const width = widths[word];
    if (width) return width;
    const arg = (index: number): t.TSType => {
      const found = args[index];
      if (!found) throw this.error(node, unit, `${word} lacks a type argument`, 'See the language page.');
      return found;
    };
    switch (word) {
      case 'Ref':
        return this.refTo(arg(0), unit);
      case 'Guarded':
        return this.resolve(arg(0), unit);
      case 'Range':
        return this.range(this.constant(arg(0), unit), this.constant(arg(1), unit), node, unit);
      case 'Bits':
        return this.bits(this.constant(arg(0), unit), node, unit);
      case 'Flags':
        return this.flags(arg(0), unit);
      case 'Arr':
        return this.array(this.resolve(arg(0), unit), this.constant(arg(1), unit), node, unit);
      case 'List':
        return { kind: 'struct', of: this.list(arg(0), unit) };
      case 'Entry':
      case 'Program':
        return { kind: 'entry' };
      default:
        throw this.unknown(node, unit);
    }
  }

  private refTo(node: t.TSType, unit: ModuleUnit): Type {
    const target = this.resolve(node, unit);
    if (target.kind === 'struct') return { kind: 'ref', to: target.of };
    throw this.error(node, unit, 'a Ref refers to a struct', 'Name an interface of fields.');
  }

  private range(lo: number, hi: number, node: t.TSType, unit: ModuleUnit): Type {
    if (lo <= hi && lo >= -(2 ** 31) && hi < 2 ** 31) return int(lo, hi);
    throw this.error(node, unit, `there are no integers of 32 bits from ${lo} to ${hi}`, 'Write the smaller bound first.');
  }

  private bits(n: number, node: t.TSType, unit: ModuleUnit): Type {
    if (n >= 1 && n <= 31) return int(0, 2 ** n - 1, { kind: 'set', names: new Map() });
    throw this.error(node, unit, `a set of ${n} bits does not fit a word`, 'Bits has 1 to 31 of them; use an `Arr` of booleans for more.');
  }

  private array(elem: Type, length: number, node: t.TSType, unit: ModuleUnit): Type {
    if (length >= 1) return { kind: 'arr', elem, length };
    throw this.error(node, unit, `an array of ${length} elements has no place in a state`, 'Give it at least one.');
  }

  private list(node: t.TSType, unit: ModuleUnit): StructType {
    const first = this.refTo(node, unit);
    const name = first.kind === 'ref' ? `List<${first.to.name}>` : 'List';
    const key = `list#${name}`;
    const known = this.structs.get(key);
    if (known) return known;
    const made: StructType = { name, unit, fields: new Map([['first', { name: 'first', type: first, offset: 0 }]]), cells: 1 };
    this.structs.set(key, made);
    return made;
  }

  private flags(node: t.TSType, unit: ModuleUnit): Type {
    const value = this.queried(node, unit);
    if (typeof value !== 'object' || value === null) throw this.error(node, unit, 'Flags takes the type of a constant object', 'Write `Flags<typeof P_FLAGS>`.');
    const entries = Object.entries(value as Record<string, number>);
    const wrong = entries.find(([, flag]) => !Number.isInteger(flag) || flag < 0 || flag >= 2 ** 31);
    if (wrong) throw this.error(node, unit, `the flag ${wrong[0]} is no number of at most 31 bits`, 'Use the bits 0 to 30.');
    const hi = entries.reduce((bits, [, flag]) => bits | flag, 0);
    return int(0, 2 ** (32 - Math.clz32(hi)) - 1, { kind: 'flags', names: new Map(entries.map(([flag, bit]) => [bit, flag])) });
  }

  /** A number in a type: a literal, the name of a parameter, or `typeof CONSTANT`. */
  private constant(node: t.TSType, unit: ModuleUnit): number {
    if (t.isTSLiteralType(node)) {
      const { literal } = node;
      if (t.isNumericLiteral(literal)) return literal.value;
      if (t.isUnaryExpression(literal) && t.isNumericLiteral(literal.argument)) return -literal.argument.value;
      if (t.isStringLiteral(literal)) return this.parameter(literal.value, node, unit);
    }
    const value = this.queried(node, unit);
    if (typeof value === 'number') return value;
    throw this.error(node, unit, 'not a constant', 'Write a number, the name of a parameter as a string, or `typeof CONSTANT`.');
  }

  private parameter(name: string, node: t.Node, unit: ModuleUnit): number {
    const value = this.parameters[name];
    if (value !== undefined) return value;
    const names = Object.keys(this.parameters).toSorted().join(', ');
    throw this.error(node, unit, `no parameter is called "${name}"`, `There are: ${names || 'none'}.`);
  }

  private queried(node: t.TSType, unit: ModuleUnit): unknown {
    if (!t.isTSTypeQuery(node) || t.isTSImportType(node.exprName)) return undefined;
    const found = this.loader.resolveType(unit, node.exprName);
    return found ? this.valueOf(found) : undefined;
  }

  /** The value that a resolved name has, once its module has run. */
  valueOf(found: Resolved): unknown {
    if (found.kind === 'foreign') return found.value;
    if (found.kind === 'word') return (lang as Readonly<Record<string, unknown>>)[found.name];
    return found.unit.values.get(found.name)?.();
  }

  private unknown(node: t.TSType, unit: ModuleUnit): CompileError {
    const text = unit.source.slice(node.start ?? 0, node.end ?? 0);
    return this.error(node, unit, `"${text}" is no type that a state can hold`, 'Use integers of declared width, boolean, Ref, Flags, Bits, Arr, List, enums, or an interface of those.');
  }

  private error(node: t.Node, unit: ModuleUnit, problem: string, remedy: string): CompileError {
    return new CompileError(placeOf(unit, node), problem, remedy);
  }
}

function argumentsOf(node: t.TSTypeReference): readonly t.TSType[] {
  const args = node.typeParameters;
  return args && 'params' in args ? (args.params as t.TSType[]) : [];
}

function enumType(value: unknown): Type {
  const entries = Object.entries(value as Record<string, number | string>).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  const numbers = entries.map(([, number]) => number);
  return int(Math.min(0, ...numbers), Math.max(...numbers), { kind: 'enum', names: new Map(entries.map(([name, number]) => [number, name])) });
}

/** `a & b | c` as alternatives of needed locks. */
const parseKey = (text: string): readonly (readonly string[])[] =>
  text
    .split('|')
    .map((side) => side.split('&').map((lock) => lock.trim()).filter((lock) => lock !== ''))
    .filter((side) => side.length > 0);
