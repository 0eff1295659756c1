import type { Plan } from './plan.ts';
import { cellComments, stopComments } from './emitComments.ts';
import { emitRuntime } from './emitRuntime.ts';
import { emitPure, emitRoutine, emitStopGuard } from './emitRoutine.ts';
import { emitUnpack } from './packing.ts';
import { emitAsked } from './runProperties.ts';

/** The generated code: the body of a function that takes the tables and returns the transition system's operations. */
export function emitSource(plan: Plan): string {
  const { frames, shared } = plan;
  // Routines first, so that the numbers of blocks follow the order of the source.
  const routines = frames.routines.map((routine) => emitRoutine(routine, shared));
  const stops = emitStops(plan);
  const pures = plan.pures.map((info) => emitPure(info, shared));
  const hooks = emitHooks(plan);
  const runtime = emitRuntime(shared, plan.packing.words);
  const [head, tail] = splitReturn(runtime);
  return [
    '"use strict";',
    cellComments(plan),
    head,
    emitUnpack(plan.packing),
    '// ---- helpers',
    ...shared.helpers,
    '// ---- functions without yields',
    ...pures,
    '// ---- routines',
    'function b0(t, f) { w(f, 0); return -1; }',
    ...routines,
    '// ---- stops',
    stopComments(plan),
    emitRun(shared.numbers.names),
    stops,
    emitChains(plan),
    emitClone(plan),
    `function gate(t) { return ${plan.hooks.gate ? `t >= NT || ${shared.pureName(plan.hooks.gate)}(-1, t + 1)` : 'true'}; }`,
    emitPredicates(plan),
    emitAsked(plan),
    tail.replace('return {', `return { ${hooks}`),
    '',
  ].join('\n');
}

/** Calls a block by its number; a switch of direct calls is faster than a call through a table. */
function emitRun(blocks: readonly string[]): string {
  const cases = blocks.map((name, number) => `    case ${number}: return ${name}(t, f);`);
  return `function run(b, t, f) {\n  switch (b) {\n${cases.join('\n')}\n  }\n}`;
}

function splitReturn(runtime: string): readonly [string, string] {
  const at = runtime.lastIndexOf('return { alternatives');
  return [runtime.slice(0, at), runtime.slice(at)];
}

/** How many alternatives each stop has, or -1 where that is not fixed; the first stop is the end. */
export function alternativesOf(plan: Plan): readonly number[] {
  const counts = plan.frames.stops.map(({ routine, next }) => emitStopGuard(routine, next, plan.shared).count);
  return [0, ...counts.map((count) => (isFixed(count) ? Number(count) : -1))];
}

const isFixed = (count: string): boolean => /^\d+$/.test(count);

function emitStops(plan: Plan): string {
  const after = ['0'];
  const fixed = ['0'];
  const guarded = ['0'];
  const guards: string[] = [];
  const counts: string[] = [];
  for (const { routine, next } of plan.frames.stops) {
    const stop = after.length;
    after.push(String(plan.shared.numbers.of(next)));
    const { guard, count } = emitStopGuard(routine, next, plan.shared);
    guarded.push(guard === undefined ? '0' : '1');
    fixed.push(isFixed(count) ? count : '-1');
    if (guard !== undefined) guards.push(`    case ${stop}: { ${guard} }`);
    if (!isFixed(count)) counts.push(`    case ${stop}: return ${count};`);
  }
  return [
    `const AFTER = [${after.join(', ')}];`,
    `const FIXED = [${fixed.join(', ')}];`,
    `const GUARDED = [${guarded.join(', ')}];`,
    '/** Whether an alternative of a stop is enabled. */',
    `function may(stop, t, f, alt) {\n  switch (stop) {\n${guards.join('\n')}\n  }\n  return true;\n}`,
    '/** How many alternatives a stop has, where that is not fixed. */',
    `function countOf(stop, t, f) {\n  switch (stop) {\n${counts.join('\n')}\n  }\n  return FIXED[stop];\n}`,
  ].join('\n');
}

/** Tables for walking a thread's chain of calls: a routine's callers stand side by side, from its entry in CALLERS on. */
function emitChains({ frames }: Plan): string {
  const routine = [-1, ...frames.stops.map((one) => one.routine.index)];
  const first: number[] = [];
  const callers: number[] = [];
  for (const { sites } of frames.routines) {
    first.push(callers.length);
    callers.push(-1, ...(sites.length > 0 ? sites.map((site) => site.caller.index) : [-1]));
  }
  const returns = frames.routines.map((one) => (one.hasReturnCell ? one.offset : -1));
  return `const ROUTINE = ${JSON.stringify(routine)};\nconst CALLERS = ${JSON.stringify(first)}, CALLER = ${JSON.stringify(callers)};\nconst RETURN = ${JSON.stringify(returns)};`;
}

/** What a clone takes over: all cells below the receiving routine's frame, and the locals that are live there. */
function emitClone({ frames }: Plan): string {
  const clone = (below: number, cells: readonly number[], stop: number): string =>
    `const CLONE_BELOW = ${below}, CLONE_STOP = ${stop}, CLONED = ${cells.length}, CLONE_CELLS = ${JSON.stringify(cells)};`;
  const receivers = frames.routines.filter((one) => one.lowered.clone);
  const [receiver] = receivers;
  if (!receiver?.lowered.clone) return clone(0, [], 0);
  const { block } = receiver.lowered.clone;
  const live = [...(receiver.liveness.liveIn.get(block) ?? [])].map((one) => frames.offsetOf(receiver, one));
  return clone(receiver.offset, receiver.hasReturnCell ? [receiver.offset, ...live] : live, frames.stopBefore(block).number);
}

/** The properties' predicates by number, and the search for the first that says what it need not be asked about. */
function emitPredicates({ hooks, shared, program }: Plan): string {
  const cases = hooks.properties.map((info, index) => `    case ${index}: return ${shared.pureName(info)}(-1${info.node.params.length > 0 ? ', 0' : ''});`);
  const expected = program.request.properties.map((one) => (one.kind === 'always' ? 1 : 0));
  return [
    `const EXPECTED = ${JSON.stringify(expected)};`,
    `function predicate(index) {\n  switch (index) {\n${cases.join('\n')}\n  }\n  return true;\n}`,
    '/** Whether some watched predicate says of the current state what it is watched for. */',
    'function surprising() {',
    `  for (let i = 0; i < ${cases.length}; i++) {`,
    '    fuel = 0;',
    '    if (WATCHED[i] !== 0 && (predicate(i) ? 1 : 0) !== EXPECTED[i]) return true;',
    '  }',
    '  return false;',
    '}',
  ].join('\n');
}

function emitHooks(plan: Plan): string {
  const { hooks, shared, interrupts, frames } = plan;
  const { properties, gate, ...others } = hooks;
  const named = Object.entries(others).flatMap(([name, info]) => (info ? [`${name}: ${shared.pureName(info)}`] : []));
  const predicates = `predicates: [${properties.map((_, index) => `() => predicate(${index})`).join(', ')}]`;
  const stops = interrupts.map((one) => `${JSON.stringify(one.name)}: ${shared.numbers.of(frames.routine(one.info).lowered.entry)}`);
  return `${[...named, predicates, 'asked, blocked: isBlocked', `interruptBlocks: { ${stops.join(', ')} }`].join(', ')}, `;
}
