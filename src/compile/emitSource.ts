import type { Plan } from './plan.ts';
import { cellComments, stopComments } from './emitComments.ts';
import { emitRuntime } from './emitRuntime.ts';
import { emitPure, emitRoutine, emitStopGuard } from './emitRoutine.ts';
import { emitUnpack } from './packing.ts';

/** The generated code: the body of a function that takes the tables and returns the transition system's operations. */
export function emitSource(plan: Plan): string {
  const { frames, shared } = plan;
  // Routines first, so that the numbers of blocks follow the order of the source.
  const routines = frames.routines.map((routine) => emitRoutine(routine, shared));
  const stops = emitStops(plan);
  const pures = plan.pures.map((info) => emitPure(info, shared));
  const hooks = emitHooks(plan);
  const runtime = emitRuntime(shared);
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
    `const GATE = ${plan.hooks.gate ? shared.pureName(plan.hooks.gate) : 'null'};`,
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

function emitStops(plan: Plan): string {
  const after = ['0'];
  const guards = ['null'];
  const fixed = ['0'];
  const counts = ['null'];
  const named: string[] = [];
  const tests: string[] = [];
  for (const { routine, next } of plan.frames.stops) {
    after.push(String(plan.shared.numbers.of(next)));
    const { guard, count } = emitStopGuard(routine, next, plan.shared);
    const isFixed = /^\d+$/.test(count);
    if (guard !== 'null') tests.push(`    case ${guards.length}: return G${guards.length}(t, f, alt);`);
    named.push(guard === 'null' ? '' : `const G${guards.length} = ${guard};`);
    guards.push(guard === 'null' ? guard : `G${guards.length}`);
    fixed.push(isFixed ? count : '-1');
    counts.push(`(t, f) => ${count}`);
  }
  return [
    `const AFTER = [${after.join(', ')}];`,
    `const FIXED = [${fixed.join(', ')}];`,
    ...named.filter((line) => line !== ''),
    `const GUARDS = [${guards.join(', ')}];`,
    `function may(stop, t, f, alt) {\n  switch (stop) {\n${tests.join('\n')}\n  }\n  return true;\n}`,
    `const COUNTS = [\n  ${counts.join(',\n  ')},\n];`,
  ].join('\n');
}

/** Tables for walking a thread's chain of calls. */
function emitChains({ frames }: Plan): string {
  const routine = [-1, ...frames.stops.map((one) => one.routine.index)];
  const callers = frames.routines.map((one) => [-1, ...one.sites.map((site) => site.caller.index)]);
  const returns = frames.routines.map((one) => (one.hasReturnCell ? one.offset : -1));
  return `const ROUTINE = ${JSON.stringify(routine)};\nconst CALLERS = ${JSON.stringify(callers)};\nconst RETURN = ${JSON.stringify(returns)};`;
}

/** What a clone takes over: all cells below the receiving routine's frame, and the locals that are live there. */
function emitClone({ frames }: Plan): string {
  const receivers = frames.routines.filter((one) => one.lowered.clone);
  const [receiver] = receivers;
  if (!receiver?.lowered.clone) return 'const CLONE = { below: 0, cells: [], stop: 0 };';
  const { block } = receiver.lowered.clone;
  const live = [...(receiver.liveness.liveIn.get(block) ?? [])].map((one) => frames.offsetOf(receiver, one));
  const cells = receiver.hasReturnCell ? [receiver.offset, ...live] : live;
  return `const CLONE = ${JSON.stringify({ below: receiver.offset, cells, stop: frames.stopBefore(block).number })};`;
}

function emitHooks(plan: Plan): string {
  const { hooks, shared, interrupts, frames } = plan;
  const { properties, gate, ...others } = hooks;
  const named = Object.entries(others).flatMap(([name, info]) => (info ? [`${name}: ${shared.pureName(info)}`] : []));
  const predicates = `predicates: [${properties.map((info) => `(t) => ${shared.pureName(info)}(t${info.node.params.length > 0 ? ', 0' : ''})`).join(', ')}]`;
  const stops = interrupts.map((one) => `${JSON.stringify(one.name)}: ${shared.numbers.of(frames.routine(one.info).lowered.entry)}`);
  return `${[...named, predicates, `interruptBlocks: { ${stops.join(', ')} }`].join(', ')}, `;
}
