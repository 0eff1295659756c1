import * as t from '@babel/types';
import { UsageError, type Reduction } from '../core/index.ts';
import type { ProcessSpec, Scenario } from '../lang/index.ts';
import type { Loader } from './loader.ts';
import type { FunctionInfo } from './moduleUnit.ts';
import type { Program } from './program.ts';
import { walk } from './walk.ts';

/** A thread of the initial situation: the process it belongs to and what it runs. */
export interface ThreadSpec {
  readonly process: string;
  readonly index: number;
  readonly info: FunctionInfo;
}

/** The processes that a reduction leaves. */
export function processesOf(scenario: Scenario, reduction: Reduction | undefined): readonly ProcessSpec[] {
  return (scenario.processes ?? []).filter((one) => !reduction?.processes.includes(one.name));
}

/** The threads with which a scenario begins, reduced if so asked. */
export function threadsOf(program: Program): readonly ThreadSpec[] {
  const { scenario, reduction } = program.request;
  return processesOf(scenario, reduction).flatMap((one) =>
    one.threads.flatMap((routine, index) => {
      const name = `${one.name}/${index}`;
      if (reduction?.threads.includes(name)) return [];
      const info = programOf(program.loader, routine, name, scenario);
      const dropped = (reduction?.statements ?? []).filter((id) => id.startsWith(`${name}#`)).map((id) => Number(id.slice(name.length + 1)));
      return [{ process: one.name, index, info: dropped.length > 0 ? withoutStatements(info, new Set(dropped)) : info }];
    }),
  );
}

function programOf(loader: Loader, routine: unknown, name: string, scenario: Scenario): FunctionInfo {
  const info = loader.functionOf(routine);
  if (info) return info;
  throw new UsageError(`scenario "${scenario.name}": thread ${name} runs no routine of a model's module; write it as \`function* name() {...}\` or in place`);
}

/** Everything that could be left out of a scenario. */
export function removableOf(scenario: Scenario, loader: Loader): Reduction {
  const processes = (scenario.processes ?? []).map((one) => one.name).slice(1);
  const threads: string[] = [];
  const statements: string[] = [];
  for (const one of scenario.processes ?? []) {
    one.threads.forEach((routine, index) => {
      const name = `${one.name}/${index}`;
      if (index > 0) threads.push(name);
      const info = loader.functionOf(routine);
      if (!info || !isProgram(info, scenario)) return;
      for (let number = 0; number < statementsOf(info.node.body).length; number++) statements.push(`${name}#${number}`);
    });
  }
  return { processes, threads, statements };
}

/** Whether a function belongs to the scenario: it is written in place, or in the module that declares the scenario. */
function isProgram(info: FunctionInfo, scenario: Scenario): boolean {
  if (info.node.type === 'FunctionExpression') return true;
  const holds = (value: unknown): boolean => value === scenario || (Array.isArray(value) && value.some(holds));
  return Object.values(info.unit.namespace).some(holds);
}

/** The statements of a program that can be left out one by one, outer ones first. */
function statementsOf(body: t.Node): t.Statement[] {
  const found: t.Statement[] = [];
  walk(body, (node) => {
    if (node !== body && t.isStatement(node) && !t.isBlockStatement(node)) found.push(node);
  });
  return found;
}

function withoutStatements(info: FunctionInfo, dropped: ReadonlySet<number>): FunctionInfo {
  const all = statementsOf(info.node.body);
  const gone = new Set<t.Node>([...dropped].flatMap((number) => all[number] ?? []));
  const prune = <N extends t.Node>(node: N): N => {
    const copy = { ...node } as N & Record<string, unknown>;
    for (const key of t.VISITOR_KEYS[node.type] ?? []) {
      const child = (node as unknown as Record<string, unknown>)[key];
      if (Array.isArray(child)) (copy as Record<string, unknown>)[key] = child.filter((one) => !gone.has(one as t.Node)).map((one) => (isNode(one) ? prune(one) : one));
      else if (isNode(child)) (copy as Record<string, unknown>)[key] = gone.has(child) ? emptyFor(child) : prune(child);
    }
    return copy;
  };
  return { ...info, node: prune(info.node) };
}

const isNode = (value: unknown): value is t.Node => typeof value === 'object' && value !== null && 'type' in value;

/** What stands in for a statement that a grammar wants to be there. */
function emptyFor(node: t.Node): t.Node {
  const empty = t.emptyStatement();
  empty.loc = node.loc ?? null;
  return empty;
}
