import type { FunctionInfo } from '../moduleUnit.ts';
import type { ZoneLayout } from '../layout.ts';
import type { Plan } from '../plan.ts';
import type { StructType } from '../types.ts';
import { constantOf } from './constants.ts';
import { find } from './numberKinds.ts';
import { orderOfClaim, orderOfLoop } from './order.ts';
import { Survey } from './survey.ts';
import { zonesWalked } from './zonesOf.ts';

/** Which zones are symmetric as far as the code can tell, and what its numbers mean. */
export interface Treatment {
  readonly survey: Survey;
  /** Why the slots of a zone are told apart. */
  readonly reasons: ReadonlyMap<ZoneLayout, string>;
  /** Zones whose lowest free slot is allocated by some step: symmetric only as long as nobody can tell free slots apart. */
  readonly lowestFirst: ReadonlySet<ZoneLayout>;
}

/** Judges all zones of a program by the text of its steps, guards and properties. */
export function treat(plan: Plan): Treatment {
  const reasons = new Map<ZoneLayout, string>();
  const blame = (zone: ZoneLayout, reason: string): void => void (reasons.has(zone) || reasons.set(zone, reason));
  const survey = new Survey(plan, blame);
  for (const info of stepping(plan)) survey.read(info);
  const [claims, loops] = [survey.claims.length, survey.loops.length];
  for (const info of observing(plan)) survey.read(info);
  survey.kinds.spread();
  settleCounters(survey, plan);
  survey.kinds.settle(blame);
  survey.claims.forEach((claim, index) => {
    const reason = orderOfClaim(claim, plan, survey, index >= claims);
    if (reason !== undefined) for (const zone of zonesWalked(claim.zone, plan.program)) blame(zone, reason);
  });
  survey.loops.forEach((loop, index) => {
    const zones = [...find(loop.counter).tags.values()].flatMap((tag) => tag.zones);
    const reason = zones.length > 0 ? orderOfLoop(loop, plan, survey, index >= loops) : undefined;
    if (reason !== undefined) for (const zone of zones) blame(zone, reason);
  });
  for (const zone of survey.freed) blameReuse(zone, survey, plan, blame);
  return { survey, reasons, lowestFirst: lowestFirst(survey, plan) };
}

/**
 * Where a step frees a struct that somebody still refers to, and allocates another, it matters whether the lowest free slot is that
 * very one: such zones are left alone.
 */
function blameReuse(zone: object, { allocated }: Survey, { program }: Plan, blame: (zone: ZoneLayout, reason: string) => void): void {
  const layout = program.zones.get(zone);
  if (layout?.order === 'first' && allocated.has(zone)) blame(layout, "slots are freed, and the lowest free one is allocated (order: 'lifo' would not tell them apart)");
}

/** What steps run: routines, the gate, and the tests of locks that guards call. */
function stepping({ frames, hooks, program }: Plan): readonly FunctionInfo[] {
  const routines = frames.routines.map(({ info }) => info);
  const tests = structsOf(program.layout.families.keys()).flatMap((struct) =>
    ['held', 'shared'].flatMap((name) => program.loader.functionOf(struct.unit.values.get(`${struct.name}_${name}`)?.()) ?? []),
  );
  return [...routines, ...(hooks.gate ? [hooks.gate] : []), ...tests];
}

/** What is asked from outside, without a current thread. */
function observing({ hooks }: Plan): readonly FunctionInfo[] {
  return [...hooks.properties, ...(hooks.atRest ? [hooks.atRest] : [])];
}

function structsOf(roots: Iterable<StructType>): readonly StructType[] {
  const seen = new Set<StructType>(roots);
  for (const struct of seen) {
    for (const { type } of struct.fields.values()) {
      if (type.kind === 'struct' || type.kind === 'ref') seen.add(type.kind === 'struct' ? type.of : type.to);
      if (type.kind === 'arr' && type.elem.kind === 'struct') seen.add(type.elem.of);
    }
  }
  return [...seen];
}

/** Counters that do not go through all slots of the zone that they are about, and those about none, are plain numbers. */
function settleCounters({ kinds, loops, picks }: Survey, plan: Plan): void {
  for (const { counter, first, turns, code, node } of loops) {
    const tags = [...find(counter).tags.values()];
    const goesThrough = tags.some(({ form, zones }) => form === (first === 1 ? 'slot' : 'place') && zones.every(({ slots }) => slots === turns));
    if (!goesThrough) kinds.unify(counter, kinds.plain(`${code.unit.shown}:${node.loc?.start.line ?? 0}`));
  }
  for (const { index, stop, code } of picks) {
    const count = stop.count && constantOf(stop.count, code, plan.program);
    const tags = [...find(index).tags.values()];
    // By place, or by number with 0 for none of them.
    const goesThrough = tags.some(({ form, zones }) => zones.every(({ slots }) => (form === 'place' && count === slots) || (form === 'slot' && count === slots + 1)));
    if (!goesThrough) kinds.unify(index, kinds.plain(`${code.unit.shown}:${stop.node.loc?.start.line ?? 0}`));
  }
}

function lowestFirst({ allocated }: Survey, { program }: Plan): ReadonlySet<ZoneLayout> {
  const zones = [...allocated].flatMap((zone) => program.zones.get(zone) ?? []);
  return new Set(zones.filter(({ order }) => order === 'first'));
}
