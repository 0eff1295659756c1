import { didYouMean, UsageError, type Fairness, type FairnessOf, type RunClaim } from '../core/index.ts';
import type { Kernel, RunProperty } from '../lang/index.ts';
import { ask, type Emitted } from '../system/index.ts';
import { parseFormula } from './formula.ts';
import type { FunctionInfo } from './moduleUnit.ts';
import { refuse } from './place.ts';
import type { Plan } from './plan.ts';
import type { Program } from './program.ts';

/** A valuation has a bit for each predicate, in one word. */
const mostPredicates = 30;
const mostInstances = 255;

/** The functions of run properties: the predicates of each in order, then `each` if it is a function. */
export function runFunctions(program: Program): readonly FunctionInfo[] {
  return program.request.runProperties.flatMap((property) =>
    valuesOf(property).map((value) => {
      const found = program.loader.functionOf(value);
      if (!found) throw new UsageError(`property "${property.name}" has a predicate that is no function of a model's module`);
      return found;
    }),
  );
}

function valuesOf({ predicates, each }: RunProperty): readonly unknown[] {
  return [...Object.values(predicates), ...(typeof each === 'function' ? [each] : [])];
}

/** What stands for the first parameter of such a function: the kernel's table, or nothing that could be used. */
export function argumentsOfRun({ name, node, unit }: FunctionInfo, kernel: Kernel | undefined): readonly unknown[] {
  const { length } = node.params;
  if (length > 2) throw refuse(unit, node, `${name} has ${length} parameters, and a predicate has two at most`, "Take the kernel's table and a number.");
  if (length === 0) return [];
  return [kernel?.table ?? {}];
}

/** A function that calls those functions by number, with the number that a property is claimed for. */
export function emitAsked({ asked, shared }: Plan): string {
  const given = ['-1', '0', 'i'];
  const cases = asked.map((info, index) => `    case ${index}: return ${shared.pureName(info)}(${given.slice(0, info.node.params.length + 1).join(', ')});`);
  return `function asked(index, i) {\n  switch (index) {\n${cases.join('\n')}\n  }\n  return false;\n}`;
}

/** The run properties as the judge takes them; the state is the initial one. */
export function runProperties(plan: Plan, emitted: Emitted, agents: readonly string[]): readonly RunClaim[] {
  let next = 0;
  return plan.program.request.runProperties.map((property) => {
    const { name, claim, kind, formula, predicates, each } = property;
    const names = Object.keys(predicates);
    if (names.length > mostPredicates) throw new UsageError(`property "${name}" has ${names.length} predicates; ${mostPredicates} are possible`);
    const first = next;
    next += valuesOf(property).length;
    const instances = typeof each === 'number' ? each : Number(ask(emitted, first + names.length, 0));
    assertInstances(name, instances);
    return {
      name,
      claim,
      kind,
      formula: parseFormula(formula, names, name),
      atoms: names.length,
      instances,
      asked: first,
      fairness: fairnessOf(property, agents),
    };
  });
}

function assertInstances(name: string, instances: number): void {
  if (Number.isInteger(instances) && instances >= 0 && instances <= mostInstances) return;
  throw new UsageError(`property "${name}" cannot be claimed for each of ${instances}: 0 to ${mostInstances} are possible`);
}

function fairnessOf(property: RunProperty, agents: readonly string[]): Fairness {
  const [weak, strong] = [assumedOf(property, 'weak', agents), assumedOf(property, 'strong', agents)];
  const of = agents.map((agent): FairnessOf => (strong.includes(agent) ? 'strong' : weak.includes(agent) ? 'weak' : 'none'));
  return { of, name: nameOf(property, of, agents) };
}

/** Of whom a property assumes fairness. */
function assumedOf(property: RunProperty, kind: 'weak' | 'strong', agents: readonly string[]): readonly string[] {
  const names = property[kind];
  if (names === 'all') return agents;
  const stranger = names.find((one) => !agents.includes(one));
  if (stranger === undefined) return names;
  const remedy = `${didYouMean(stranger, agents)}; there are: ${agents.join(', ')}`;
  throw new UsageError(`property "${property.name}" assumes ${kind} fairness of "${stranger}", and nobody is called so${remedy}`);
}

function nameOf({ weak, strong }: RunProperty, of: readonly FairnessOf[], agents: readonly string[]): string {
  if (strong === 'all') return 'strong';
  const who = (wanted: FairnessOf): string => agents.filter((_, agent) => of[agent] === wanted).join(', ');
  const some = (['weak', 'strong'] as const).filter((one) => of.includes(one)).map((one) => `${one} for ${who(one)}`);
  if (some.length === 0) return 'no';
  if (weak !== 'all') return `${some.join(' and ')} only`;
  return of.includes('strong') ? `strong for ${who('strong')}` : 'weak';
}
