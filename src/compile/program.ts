import * as t from '@babel/types';
import { CompileError, UsageError, type Reduction } from '../core/index.ts';
import { brand, type Kernel, type RunProperty, type Scenario, type StateProperty, type Zone, type ZoneOptions } from '../lang/index.ts';
import { FunctionCode } from './functionCode.ts';
import { Layout, type ZoneLayout } from './layout.ts';
import type { Loader } from './loader.ts';
import type { FunctionInfo, ModuleUnit } from './moduleUnit.ts';
import { placeOf } from './place.ts';
import type { Meaning, StructPlace, Surroundings } from './surroundings.ts';
import { I32, TypeResolver, type StructType, type Type } from './types.ts';

interface Declaration {
  readonly unit: ModuleUnit;
  readonly declarator: t.VariableDeclarator;
}

export interface ProgramRequest {
  readonly loader: Loader;
  readonly kernel?: Kernel;
  readonly scenario: Scenario;
  readonly properties: readonly StateProperty[];
  readonly runProperties: readonly RunProperty[];
  readonly cpus?: number;
  readonly reduction?: Reduction;
}

const brandOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null ? (value as { [brand]?: string })[brand] : undefined;

/** Everything that is compiled together: a model, a scenario, the properties; and where their values stand in the state. */
export class Program implements Surroundings {
  readonly loader: Loader;
  readonly types: TypeResolver;
  readonly layout = new Layout();
  readonly parameters: Readonly<Record<string, number>>;
  readonly zones = new Map<object, ZoneLayout>();
  readonly places = new Map<object, StructPlace>();
  private readonly declarations = new Map<object, Declaration>();
  private readonly codes = new Map<FunctionInfo, FunctionCode>();
  private readonly results = new Map<FunctionInfo, Type>();
  private readonly inlineRoutines = new Map<t.Node, FunctionInfo>();

  constructor(readonly request: ProgramRequest) {
    this.loader = request.loader;
    this.findDeclarations();
    this.parameters = this.mergeParameters();
    this.types = new TypeResolver(this.loader, this.parameters);
  }

  private findDeclarations(): void {
    for (const unit of this.loader.units.values()) {
      for (const [name, binding] of unit.top) {
        if (binding.kind !== 'value' || !binding.declarator) continue;
        // A second name for the same thing declares nothing.
        if (t.isIdentifier(binding.declarator.init) || t.isMemberExpression(binding.declarator.init)) continue;
        const value = unit.values.get(name)?.();
        if (brandOf(value) !== undefined) this.declarations.set(value as object, { unit, declarator: binding.declarator });
      }
    }
  }

  private mergeParameters(): Readonly<Record<string, number>> {
    const merged: Record<string, number> = {};
    for (const value of this.declarations.keys()) {
      if (brandOf(value) !== 'params') continue;
      for (const [name, number] of Object.entries(value)) merged[name] = number as number;
    }
    const { scenario, cpus } = this.request;
    for (const [name, number] of Object.entries(scenario.params ?? {})) {
      if (!(name in merged)) throw new UsageError(`scenario "${scenario.name}" sets the parameter "${name}", which the model has not; there are: ${Object.keys(merged).toSorted().join(', ')}`);
      merged[name] = number;
    }
    const wanted = cpus ?? scenario.cpus;
    if (wanted !== undefined) merged['cpus'] = wanted;
    return merged;
  }

  parameterOf(_declared: Readonly<Record<string, number>>, name: string): number {
    const value = this.parameters[name];
    if (value === undefined) throw new UsageError(`no parameter is called "${name}"; there are: ${Object.keys(this.parameters).toSorted().join(', ')}`);
    return value;
  }

  budget(name: string): number {
    return this.request.scenario.failures?.[name] ?? 0;
  }

  meaningOfObject(value: object): Meaning {
    switch (brandOf(value)) {
      case 'zone':
        return { kind: 'zone', value };
      case 'globals':
        return { kind: 'struct', place: this.placeOfGlobals(value) };
      case 'params':
        return { kind: 'parameters', value: value as Readonly<Record<string, number>> };
      default:
        return { kind: 'object', value: value as Readonly<Record<string, unknown>> };
    }
  }

  /** The globals declared as `globals<T>('name')`. */
  globalsCalled(name: string): StructPlace | undefined {
    const value = [...this.declarations.keys()].find((one) => brandOf(one) === 'globals' && (one as { readonly name: string }).name === name);
    return value && this.placeOfGlobals(value);
  }

  private placeOfGlobals(value: object): StructPlace {
    let place = this.places.get(value);
    if (!place) this.places.set(value, (place = { struct: this.structArgument(value, 'globals'), address: -1 }));
    return place;
  }

  /** The struct type of `zone<T>()`, `globals<T>()` or `all<T>()`. */
  private structArgument(value: object, word: string): StructType {
    const found = this.declarations.get(value);
    if (!found) throw new UsageError(`${word} must be declared by a constant at the top level of a module`);
    const { unit, declarator } = found;
    const init = declarator.init;
    const args = init && t.isCallExpression(init) ? init.typeParameters : undefined;
    const [arg] = args && 'params' in args ? args.params : [];
    const type = arg && this.types.resolve(arg as t.TSType, unit);
    if (type?.kind === 'struct') return type.of;
    throw new CompileError(placeOf(unit, declarator), `${word} lacks its struct type`, `Write \`${word}<Proc>(...)\` with an interface of fields.`);
  }

  private readonly zoneStructs = new Map<object, StructType>();

  structOfZone(zone: object): StructType {
    let struct = this.zoneStructs.get(zone);
    if (!struct) this.zoneStructs.set(zone, (struct = this.structArgument(zone, 'zone')));
    return struct;
  }

  /** Whether this is `all<T>()`: the structs of a type wherever they are. */
  isAll(zone: object): boolean {
    return (zone as Zone<unknown>).name === '';
  }

  slotsOf(zone: object): number {
    const { name, options } = zone as Zone<unknown>;
    if (this.isAll(zone)) return this.layout.family(this.structOfZone(zone)).instances.length;
    const override = this.request.scenario.slots?.[name];
    if (override !== undefined) return override;
    return typeof options.slots === 'number' ? options.slots : (this.parameters[options.slots] ?? this.unknownSize(name, options.slots));
  }

  private unknownSize(zone: string, parameter: string): never {
    throw new UsageError(`the zone "${zone}" has as many slots as the parameter "${parameter}" says, and there is no such parameter`);
  }

  /** The zones that the loaded modules declare, in order of declaration. */
  declaredZones(): readonly object[] {
    return [...this.declarations.keys()].filter((value) => brandOf(value) === 'zone' && !this.isAll(value));
  }

  optionsOf(zone: object): ZoneOptions {
    return (zone as Zone<unknown>).options;
  }

  threadZone(): object | undefined {
    return this.declaredZones().find((zone) => this.optionsOf(zone).threads === true);
  }

  threadZoneName(): string {
    return (this.threadZone() as Zone<unknown> | undefined)?.name ?? '';
  }

  threadStruct(): StructType {
    const zone = this.threadZone();
    if (!zone) throw new UsageError('no zone of the model is declared with `threads: true`');
    return this.structOfZone(zone);
  }

  /** The type of what a function returns. */
  resultOf(info: FunctionInfo): Type {
    const known = this.results.get(info);
    if (known) return known;
    const result = this.resultAnew(info);
    this.results.set(info, result);
    return result;
  }

  private resultAnew(info: FunctionInfo): Type {
    const { node, unit } = info;
    if (this.busyResults.has(info)) throw new CompileError(placeOf(unit, node), `recursion: the result of ${info.name} depends on itself`, 'Write a loop: a step has no stack of its own.');
    this.busyResults.add(info);
    const result = this.resultOnce(info);
    this.busyResults.delete(info);
    return result;
  }

  private readonly busyResults = new Set<FunctionInfo>();

  private resultOnce(info: FunctionInfo): Type {
    const { node, unit } = info;
    const annotation = node.returnType && t.isTSTypeAnnotation(node.returnType) ? node.returnType.typeAnnotation : undefined;
    if (annotation) {
      const inner = this.routineResult(annotation, unit);
      if (inner === 'void') return { kind: 'void' };
      if (t.isTSNumberKeyword(inner) && node.generator !== true) return I32;
      const type = this.types.resolve(inner, unit);
      return type.kind === 'struct' ? { kind: 'ref', to: type.of } : type;
    }
    if (t.isExpression(node.body)) return this.codeOf(info).infer(node.body);
    if (node.generator === true) return { kind: 'void' };
    if (returnsNothing(node.body)) return { kind: 'void' };
    throw new CompileError(placeOf(unit, node), `the result of ${info.name} has no type`, 'Annotate it: `function f(p: Ref<Proc>): boolean`.');
  }

  /** T of `Routine<T>`, or the annotation itself. */
  private routineResult(annotation: t.TSType, unit: ModuleUnit): t.TSType | 'void' {
    if (!t.isTSTypeReference(annotation)) return annotation;
    const found = this.loader.resolveType(unit, annotation.typeName);
    if (found?.kind !== 'word' || found.name !== 'Routine') return annotation;
    const args = annotation.typeParameters;
    const [inner] = args && 'params' in args ? (args.params as t.TSType[]) : [];
    return inner ?? 'void';
  }

  codeOf(info: FunctionInfo, bound: readonly unknown[] = []): FunctionCode {
    let code = this.codes.get(info);
    if (!code) this.codes.set(info, (code = new FunctionCode(info, this, bound)));
    return code;
  }

  /** The routine that a generator function expression inside another routine is. */
  inlineRoutine(node: t.FunctionExpression, outer: FunctionCode): FunctionInfo {
    let info = this.inlineRoutines.get(node);
    if (!info) {
      const name = outer.unit.inline.get(node.start ?? 0) ?? outer.info.name;
      info = { name, unit: outer.unit, node, captures: outer.info.captures, mutableCaptures: [] };
      this.inlineRoutines.set(node, info);
    }
    return info;
  }
}

function returnsNothing(body: t.Node): boolean {
  if (t.isReturnStatement(body)) return !body.argument;
  if (t.isFunction(body)) return true;
  return (t.VISITOR_KEYS[body.type] ?? []).every((key) => {
    const child = (body as unknown as Record<string, t.Node | (t.Node | null)[] | null>)[key];
    if (Array.isArray(child)) return child.every((one) => one === null || returnsNothing(one));
    return !child || returnsNothing(child);
  });
}
