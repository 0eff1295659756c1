import fc from 'fast-check';
import type { TransitionSystem } from '../../src/core/index.ts';
import { systemOf } from './toySystem.ts';

/** A step of an agent: its number, counted from 0. */
export interface At {
  readonly agent: number;
  readonly step: number;
}

/** The first step comes before the second. */
export interface Ordering {
  readonly before: At;
  readonly after: At;
}

/** Agents that take some steps each, and a bug that shows at the end of a run in which all of `needs` came true. */
export interface Plant {
  /** How many steps each agent takes. */
  readonly steps: readonly number[];
  /** These hold in every run: where `after` is an agent's first step, `before` is the fork that starts it; else it waits. */
  readonly forced: readonly Ordering[];
  readonly needs: readonly Ordering[];
}

/** The plant as a system. Word i says how many steps agent i has taken, the last one which needs have been missed. */
export function plantedSystem({ steps, forced, needs }: Plant): TransitionSystem {
  const agents = steps.length;
  const packed = new Int32Array(agents + 1);
  const before = packed.slice();
  const isDone = ({ agent, step }: At): boolean => packed[agent]! > step;
  const isAt = (agent: number, { after }: Ordering): boolean => after.agent === agent && after.step === packed[agent]!;
  const waits = (agent: number): boolean => forced.some((one) => isAt(agent, one) && !isDone(one.before));
  const ended = (agent: number): boolean => packed[agent] === steps[agent] || (packed[agent] === 0 && waits(agent));
  return systemOf({
    packed,
    agents,
    reset: () => void packed.fill(0),
    alternatives: (agent) => (ended(agent) ? 0 : 1),
    enabled: (agent) => !waits(agent),
    step: (agent) => {
      before.set(packed);
      for (const [bit, need] of needs.entries()) if (isAt(agent, need) && !isDone(need.before)) packed[agents]! |= 1 << bit;
      packed[agent]!++;
      return undefined;
    },
    undo: () => packed.set(before),
    ended,
    predicates: [
      {
        name: 'no-bug',
        claim: 'some ordering that the bug needs is missed',
        kind: 'always',
        holds: () => packed[agents] !== 0 || steps.some((count, agent) => packed[agent]! < count),
      },
    ],
  });
}

/** Plants that need `depth` orderings; some run has them all, since orderings go forward in a run that is drawn first. */
export function plants(depth: number): fc.Arbitrary<Plant> {
  return fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 4 }).chain((steps) => {
    const order = fc.shuffledSubarray(
      steps.flatMap((count, agent) => Array<number>(count).fill(agent)),
      { minLength: steps.reduce((sum, count) => sum + count, 0) },
    );
    return order.chain((run) => {
      const places = placesOf(run);
      const pairs = places.flatMap((before, at) => places.slice(at + 1).flatMap((after) => (before.agent === after.agent ? [] : [{ before, after }])));
      const some = (count: number): fc.Arbitrary<Ordering[]> => fc.array(fc.constantFrom(...pairs), { minLength: count, maxLength: count });
      return fc.record({ forced: fc.nat({ max: 2 }).chain(some), needs: some(depth) }).map((orderings) => ({ steps, ...orderings }));
    });
  });
}

/** The steps of a run, each with its number within its agent. */
function placesOf(run: readonly number[]): readonly At[] {
  return run.map((agent, at) => ({ agent, step: run.slice(0, at).filter((other) => other === agent).length }));
}
