import * as t from '@babel/types';
import { addressOfPlace, addressOfStruct, dereference, plus, structOf } from './emitAddress.ts';
import { emitListCall } from './emitList.ts';
import { emitStandsAt } from './emitStandsAt.ts';
import { coerce } from './coerce.ts';
import { localName, messageOf, type Ctx } from './emitContext.ts';
import { isMath, plain } from './functionCode.ts';
import type { Variable } from './locals.ts';
import type { FunctionInfo } from './moduleUnit.ts';
import { rootOf } from './types.ts';
import { usesOf } from './liveness.ts';
import { walk } from './walk.ts';

/** JavaScript for a call of a pure function, a zone's member or a word. */
export function emitCall(node: t.CallExpression, ctx: Ctx): string {
  const word = ctx.code.wordOf(node);
  if (word !== undefined) return emitWord(word, node, ctx);
  const { callee } = node;
  if (t.isMemberExpression(callee) && t.isIdentifier(callee.property)) {
    const zone = isMath(callee) ? undefined : ctx.code.zoneOf(callee.object);
    if (zone) return emitSlot(zone, callee.property.name, node, ctx);
    if (isMath(callee)) {
      ctx.code.infer(node);
      return `Math.${callee.property.name}(${node.arguments.map((arg) => ctx.emit.value(arg, ctx)).join(',')})`;
    }
  }
  const info = ctx.code.calleeOf(node);
  if (!info) return ctx.code.refuse(node, 'this is no function of the model', 'Call functions by name.');
  if (info.node.generator === true) return ctx.code.refuse(node, `${info.name} is a routine`, `Call it with \`yield* ${info.name}(...)\`.`);
  return `${ctx.shared.pureName(info)}(${['t', ...emitArguments(info, node.arguments, ctx, node)].join(',')})`;
}

/** The arguments of a call, converted to what the parameters are. */
export function emitArguments(info: FunctionInfo, args: readonly t.Node[], ctx: Ctx, node: t.Node): string[] {
  const callee = ctx.shared.program.codeOf(info);
  const { parameters } = callee.locals;
  if (args.length !== parameters.length) ctx.code.refuse(node, `${info.name} takes ${parameters.length} ${parameters.length === 1 ? 'argument' : 'arguments'}, not ${args.length}`, 'Pass all of them.');
  return args.map((arg, index) => {
    const parameter = parameters[index];
    const type = parameter ? callee.typeOfVariable(parameter) : ctx.code.infer(arg);
    return coerce(ctx.emit.reference(arg, ctx), ctx.code.infer(arg), type, ctx, arg);
  });
}

/** How many parameters a routine can have: its arguments travel in A0 .. A7. */
const mostParameters = 8;

/**
 * JavaScript expressions that pass a routine's arguments on. An argument that calls something is computed before any is
 * passed, because what it calls may start a thread, and so pass arguments of its own.
 */
export function passArguments(info: FunctionInfo, args: readonly t.Node[], ctx: Ctx, node: t.Node): string[] {
  if (args.length > mostParameters) ctx.code.refuse(node, `${info.name} has more than ${mostParameters} parameters`, 'Keep some of them in a struct of a zone.');
  const values = emitArguments(info, args, ctx, node);
  if (!args.slice(1).some(callsSomething)) return values.map((js, index) => `A${index}=${js}`);
  const temps = values.map(() => ctx.temp());
  return [...values.map((js, index) => `${temps[index]}=${js}`), ...temps.map((temp, index) => `A${index}=${temp}`)];
}

function callsSomething(node: t.Node): boolean {
  let found = false;
  walk(node, (at) => void (found ||= t.isCallExpression(at)));
  return found;
}

function emitSlot(zone: object, member: string, node: t.CallExpression, ctx: Ctx): string {
  const [index] = node.arguments;
  if (member !== 'at' || !index) return ctx.code.refuse(node, `a zone has no "${member}"`, 'It has `slots` and `at(index)`.');
  const { program } = ctx.shared;
  const js = ctx.emit.value(index, ctx);
  const slots = program.slotsOf(zone);
  const first = program.zones.get(zone)?.firstRef ?? 1;
  const site = ctx.shared.site(ctx.code, node, `the zone has ${slots} slots`);
  const found = plus(`slotIn(${js},${slots},${site})`, first - 1);
  return first === 1 ? found : `(${found})`;
}

function emitWord(word: string, node: t.CallExpression, ctx: Ctx): string {
  const { shared, code } = ctx;
  const args = node.arguments;
  const arg = (index: number): t.Node => args[index] ?? code.refuse(node, `${word} lacks an argument`, 'See the language page.');
  const ref = (index: number): string => ctx.emit.reference(arg(index), ctx);
  switch (word) {
    case 'curthread':
      return shared.interrupts > 0 ? `(t<${shared.threads}?t+1:0)` : '(t+1)';
    case 'unlocked':
      return ref(0);
    case 'KASSERT':
      return `(${ctx.emit.value(arg(0), ctx)}||fault(ASSERT,${shared.site(code, node, messageOf(arg(1), ctx))}))`;
    case 'require':
      return `(${ctx.emit.value(arg(1), ctx)}||fault(${JSON.stringify(messageOf(arg(0), ctx))},${shared.site(code, node, messageOf(arg(2), ctx))}))`;
    case 'halted':
      return `isHalted(${threadOf(arg(0), ctx)})`;
    case 'blocked':
      return `isBlocked(${threadOf(arg(0), ctx)})`;
    case 'inside':
      return `isInside(${threadOf(arg(0), ctx)},${routineIndex(arg(1), ctx)})`;
    case 'standsAt':
      return emitStandsAt(threadOf(arg(0), ctx), routineOf(arg(1), ctx), arg(2), ctx);
    case 'alloc':
      return emitAlloc(arg(0), ctx);
    case 'free':
      return emitFree(arg(0), ref(1), node, ctx);
    case 'allocated':
      return emitAllocated(arg(0), ctx);
    case 'slot':
      return emitSlotNumber(arg(0), ctx);
    case 'addressOf':
      return emitAddressOf(arg(0), ctx);
    case 'lockRank':
      return emitLockRank(arg(0), ctx);
    case 'start':
      return emitStart(node, ctx);
    case 'cloneFrames':
      return `cloneFrames(${threadOf(arg(0), ctx)},t,${shared.site(code, node, 'the thread to become a clone has not ended')})`;
    case 'every':
    case 'some':
    case 'count':
      return emitClaim(word, node, ctx);
    case 'insertHead':
    case 'insertTail':
    case 'insertAfter':
    case 'remove':
    case 'contains':
      return emitListCall(word, node, ctx);
    default:
      return code.refuse(node, `${word} is a routine`, `Call it with \`yield* ${word}(...)\`.`);
  }
}

/** The reference to a thread, which must not be nil. */
function threadOf(node: t.Node, ctx: Ctx): string {
  const { shared, code } = ctx;
  const struct = structOf(node, ctx);
  if (rootOf(struct) !== rootOf(shared.program.threadStruct())) code.refuse(node, `${struct.name} is no thread`, `Pass a reference into the zone of threads, "${shared.program.threadZoneName()}": there is one in all modules together.`);
  const js = ctx.emit.reference(node, ctx);
  return js === '(t+1)' ? js : `(${js}||nilAt(${shared.site(code, node, 'the thread is nil')}))`;
}

function routineOf(node: t.Node, ctx: Ctx): FunctionInfo {
  const meaning = t.isIdentifier(node) || t.isMemberExpression(node) ? ctx.code.meaningOfPath(node) : undefined;
  if (meaning?.kind !== 'function') return ctx.code.refuse(node, 'this is no routine', 'Pass a `function*` by its name.');
  return meaning.info;
}

function routineIndex(node: t.Node, ctx: Ctx): number {
  const info = routineOf(node, ctx);
  // A routine that no thread ever calls has no number; nobody is inside it.
  return ctx.shared.frames.routines.find((one) => one.info === info)?.index ?? -1;
}

/** The zone's number among those that have slots; -1 for one without. */
function zoneIndex(node: t.Node, ctx: Ctx): number {
  const zone = ctx.code.zoneOf(node);
  if (!zone || ctx.shared.program.isAll(zone)) return ctx.code.refuse(node, 'this is no zone', 'Pass the zone itself.');
  return [...ctx.shared.program.zones.keys()].indexOf(zone);
}

function emitAlloc(node: t.Node, ctx: Ctx): string {
  const index = zoneIndex(node, ctx);
  return index < 0 ? '0' : `zoneAlloc(${index})`;
}

function emitFree(zone: t.Node, ref: string, node: t.Node, ctx: Ctx): string {
  const index = zoneIndex(zone, ctx);
  const site = ctx.shared.site(ctx.code, node, 'the struct is already free');
  return index < 0 ? `nilAt(${site})` : `zoneFree(${index},${ref},${site})`;
}


function emitAllocated(node: t.Node, ctx: Ctx): string {
  return `isLive${ctx.shared.familyIndex(structOf(node, ctx))}(${ctx.emit.reference(node, ctx)})`;
}

function emitSlotNumber(node: t.Node, ctx: Ctx): string {
  const struct = structOf(node, ctx);
  const family = ctx.shared.program.layout.family(struct);
  const zone = [...ctx.shared.program.zones.values()].find((one) => ctx.shared.program.layout.family(one.struct) === family);
  const js = ctx.emit.reference(node, ctx);
  return zone && zone.firstRef > 1 ? `Math.max(0,${js}-${zone.firstRef - 1})` : js;
}

function emitAddressOf(node: t.Node, ctx: Ctx): string {
  const js = emitAddress(node, ctx);
  return /^\d+$/.test(js) ? js : `(${js})`;
}

function emitAddress(node: t.Node, ctx: Ctx): string {
  const at = plain(node);
  const type = ctx.code.infer(at);
  if (type.kind === 'ref' && !t.isMemberExpression(at)) return plus(dereference(type.to, ctx.emit.value(at, ctx), ctx, at), 1);
  if (type.kind === 'struct') return plus(addressOfStruct(at, ctx, 'read'), 1);
  if (t.isMemberExpression(at)) return plus(addressWithoutGuard(at, ctx), 1);
  return ctx.code.refuse(at, 'this has no address', 'Pass a field, or a reference to a struct.');
}

function addressWithoutGuard(node: t.MemberExpression, ctx: Ctx): string {
  if (node.computed) return addressOfPlace(node, ctx, 'read');
  return plus(addressOfStruct(node.object, ctx, 'read'), ctx.code.fieldOf(node).offset);
}

function emitLockRank(node: t.Node, ctx: Ctx): string {
  const index = ctx.shared.familyIndex(structOf(node, ctx));
  return `RANK${index}[${ctx.emit.reference(node, ctx)}]`;
}

function emitStart(node: t.CallExpression, ctx: Ctx): string {
  const { shared, code } = ctx;
  const [thread, routine, ...args] = node.arguments;
  const meaning = routine && (t.isIdentifier(routine) || t.isMemberExpression(routine)) ? code.meaningOfPath(routine) : undefined;
  if (!thread || meaning?.kind !== 'function') return code.refuse(node, 'start takes a thread and a routine', 'Write `start(td, main, arguments)`.');
  const block = shared.numbers.of(shared.frames.routine(meaning.info).lowered.entry);
  const site = shared.site(code, node, 'the thread to start has not ended');
  const endless = shared.site(code, node, 'threads start each other without end, before any of them comes to a yield');
  const who = threadOf(thread, ctx);
  const temp = callsSomething(thread) ? ctx.temp() : undefined;
  const passed = passArguments(meaning.info, args, ctx, node);
  return `(${[...(temp ? [`${temp}=${who}`] : []), ...passed, `startThread(${temp ?? who},${block},${site},${endless})`].join(',')})`;
}

/** `every`, `some` and `count` become a loop in a function of its own; the locals that the claim uses are passed to it. */
function emitClaim(word: string, node: t.CallExpression, ctx: Ctx): string {
  const [zoneNode, claim] = node.arguments;
  const zone = zoneNode && ctx.code.zoneOf(zoneNode);
  if (!zone || !claim || !t.isArrowFunctionExpression(claim)) return ctx.code.refuse(node, `${word} takes a zone and a claim`, `Write \`${word}(zone, (p) => ...)\`.`);
  const element = claim.params[0] && ctx.code.locals.of.get(claim.params[0]);
  if (element) ctx.code.setVariableType(element, { kind: 'ref', to: ctx.shared.program.structOfZone(zone) });
  const free = [...usesOf(claim, ctx.code.locals)].filter((one) => one !== element && isOuter(one, claim, ctx));
  const name = ctx.shared.unique(`${word}_${ctx.code.info.name}`);
  const passed = free.map((one) => `c_${one.name}${one.id}`);
  const inner: Ctx = { ...ctx, cell: (variable) => (free.includes(variable) ? undefined : ctx.cell(variable)), read: (variable) => (free.includes(variable) ? `c_${variable.name}${variable.id}` : localName(variable)) };
  const test = emitClaimBody(name, claim, passed, inner);
  ctx.shared.helpers.push(`${test}\n${claimLoop(word, name, zone, passed, element ? localName(element) : 'x', ctx)}`);
  return `${name}(${['t', ...free.map((one) => ctx.read(one))].join(',')})`;
}

/** Whether a variable is declared outside the claim. */
function isOuter(variable: Variable, claim: t.ArrowFunctionExpression, ctx: Ctx): boolean {
  for (const [node, found] of ctx.code.locals.of) {
    if (found !== variable || node.start == null) continue;
    return node.start < (claim.start ?? 0) || node.start >= (claim.end ?? 0);
  }
  return true;
}

function emitClaimBody(name: string, claim: t.ArrowFunctionExpression, passed: readonly string[], ctx: Ctx): string {
  const element = claim.params[0] && ctx.code.locals.of.get(claim.params[0]);
  const parameters = ['t', element ? localName(element) : 'x', ...passed].join(', ');
  if (t.isExpression(claim.body)) return `function ${name}_test(${parameters}) { return ${ctx.emit.value(claim.body, ctx)}; }`;
  return `function ${name}_test(${parameters}) {\n${ctx.emit.body(claim.body, ctx)}\n}`;
}

function claimLoop(word: string, name: string, zone: object, passed: readonly string[], element: string, ctx: Ctx): string {
  const { program } = ctx.shared;
  const layout = program.zones.get(zone);
  const count = program.slotsOf(zone);
  const first = layout?.firstRef ?? 1;
  const skip = layout ? `if (S[${layout.live}+i]===0) continue; ` : '';
  const test = `${name}_test(${['t', element, ...passed].join(',')})`;
  const [start, each, end] =
    word === 'count' ? ['let n = 0; ', `if (${test}) n++;`, 'return n;'] : word === 'every' ? ['', `if (!${test}) return false;`, 'return true;'] : ['', `if (${test}) return true;`, 'return false;'];
  return `function ${name}(${['t', ...passed].join(', ')}) { ${start}for (let i = 0; i < ${count}; i++) { ${skip}const ${element} = i+${first}; ${each} } ${end} }`;
}
