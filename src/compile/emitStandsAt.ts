import * as t from '@babel/types';
import { didYouMean } from '../core/index.ts';
import type { Ctx } from './emitContext.ts';
import { type FunctionCode, plain } from './functionCode.ts';
import type { FunctionInfo } from './moduleUnit.ts';
import { hasYield, walk } from './walk.ts';

/** JavaScript for whether a thread stands at the yields of a routine that have a name; `thread` is its reference. */
export function emitStandsAt(thread: string, routine: FunctionInfo, where: t.Node, ctx: Ctx): string {
  const wanted = nameOf(where, ctx.code);
  if (wanted === undefined) return ctx.code.refuse(where, 'this names no place', 'Write the line or the label of a yield.');
  assertNamed(wanted, routine, where, ctx);
  const { frames } = ctx.shared;
  const stops = frames.stops.filter((one) => one.routine.info === routine && one.stop.point === wanted).map(({ number }) => number);
  // Nobody comes to a routine that no thread calls, nor to what stands behind a return.
  if (stops.length === 0) return 'false';
  const name = ctx.shared.helper(`at ${stops.join()}`, `at_${routine.name}_${wanted}`, (helper) => emitTest(helper, stops));
  return `${name}(${thread})`;
}

/** A comparison for each stop, for a reduction notes what a cell is compared with. */
function emitTest(name: string, stops: readonly number[]): string {
  return `function ${name}(r) { const i = FRAME + FS * (r - 1); return ${stops.map((stop) => `S[i] === ${stop}`).join(' || ')}; }`;
}

function assertNamed(wanted: string, routine: FunctionInfo, where: t.Node, ctx: Ctx): void {
  const names = placesOf(routine.node, ctx.shared.program.codeOf(routine));
  if (names.includes(wanted)) return;
  ctx.code.refuse(where, `${routine.name} has no yield called "${wanted}"${didYouMean(wanted, names)}`, `There are: ${names.join(', ') || 'none'}.`);
}

/** The names that a routine gives its yields and the conditions that it waits for. */
function placesOf(node: FunctionInfo['node'], code: FunctionCode): readonly string[] {
  const names = new Set<string>();
  walk(node.body, (at) => {
    if (!t.isYieldExpression(at)) return hasYield(at);
    const call = at.delegate && at.argument ? plain(at.argument) : undefined;
    const place = at.delegate ? t.isCallExpression(call) && code.wordOf(call) === 'waitUntil' && call.arguments[1] : at.argument;
    const name = place ? nameOf(place, code) : undefined;
    if (name !== undefined) names.add(name);
    return true;
  });
  return [...names];
}

function nameOf(node: t.Node, code: FunctionCode): string | undefined {
  if (t.isNumericLiteral(node)) return String(node.value);
  if (t.isStringLiteral(node) && node.value !== '') return node.value;
  const meaning = t.isIdentifier(node) || t.isMemberExpression(node) ? code.meaningOfPath(node) : undefined;
  return meaning?.kind === 'constant' ? String(meaning.value) : undefined;
}
