import fc from 'fast-check';
import type { Fault, FaultKind, TransitionSystem } from '../../src/core/index.ts';
import { FaultError } from '../../src/core/index.ts';
import { systemOf } from './toySystem.ts';

/** What an alternative leads to: a node, a fault, or it is not enabled. */
export type Move = number | FaultKind | 'disabled';

/** What an agent is like at a node. */
export interface ToyAgent {
  readonly moves: readonly Move[];
  readonly rests: boolean;
  readonly ended: boolean;
}

export interface ToyNode {
  readonly agents: readonly ToyAgent[];
  /** What the predicates say here: of an `always` and of a `sometimes`. */
  readonly good: boolean | 'fault';
  readonly seen: boolean;
}

/** A transition system drawn as a graph; its states are the nodes, it starts in node 0. */
export function graphSystem(nodes: readonly ToyNode[]): TransitionSystem {
  const packed = new Int32Array(2);
  const node = (): ToyNode => nodes[packed[0]!]!;
  const go = (to: number): void => void packed.set([to, -to]);
  let before = 0;
  const say = (answer: boolean | 'fault'): boolean => {
    if (answer === 'fault') throw new FaultError(faultOf('nil-dereference'));
    return answer;
  };
  return systemOf({
    packed,
    agents: nodes[0]!.agents.length,
    // Only 4 fingerprints, so that many states share one.
    fingerprint: () => packed[0]! % 4,
    reset: () => go(0),
    alternatives: (agent) => (node().agents[agent]!.ended ? 0 : node().agents[agent]!.moves.length),
    enabled: (agent, alternative) => node().agents[agent]!.moves[alternative] !== 'disabled',
    step: (agent, alternative) => {
      before = packed[0]!;
      const move = node().agents[agent]!.moves[alternative]!;
      if (typeof move !== 'number') return faultOf(move === 'disabled' ? 'step-does-not-end' : move);
      go(move);
      return undefined;
    },
    undo: () => go(before),
    ended: (agent) => node().agents[agent]!.ended,
    mayRest: (agent) => node().agents[agent]!.rests,
    locations: nodes.map((_, line) => ({ routine: 'toy', point: `${line}`, file: 'toy.ts', line, kind: 'yield' })),
    locationOf: () => packed[0]!,
    predicates: [
      { name: 'good', claim: 'all nodes are good', kind: 'always', holds: () => say(node().good) },
      { name: 'seen', claim: 'some node is seen', kind: 'sometimes', holds: () => node().seen },
    ],
  });
}

/** Random graphs: few nodes and agents, so that deadlocks, faults and stuck threads are common. */
export const graphs: fc.Arbitrary<readonly ToyNode[]> = fc
  .record({ nodes: fc.integer({ min: 1, max: 12 }), agents: fc.integer({ min: 1, max: 3 }) })
  .chain(({ nodes, agents }) => fc.array(nodeOf(nodes, agents), { minLength: nodes, maxLength: nodes }));

function nodeOf(nodes: number, agents: number): fc.Arbitrary<ToyNode> {
  const target = fc.nat({ max: nodes - 1 });
  const move = fc.oneof(
    { weight: 12, arbitrary: target },
    { weight: 4, arbitrary: fc.constant<Move>('disabled') },
    { weight: 1, arbitrary: fc.constantFrom<Move>('assertion-failed', 'zone-exhausted') },
  );
  const agent = fc.record({
    moves: fc.oneof(fc.constant([]), fc.array(move, { maxLength: 3 })),
    rests: fc.boolean(),
    ended: rarely(fc.constant(true), false),
  });
  return fc.record({
    agents: fc.array(agent, { minLength: agents, maxLength: agents }),
    good: rarely<boolean | 'fault'>(fc.constantFrom<boolean | 'fault'>(false, 'fault'), true),
    seen: rarely(fc.constant(true), false),
  });
}

function rarely<T>(strange: fc.Arbitrary<T>, usual: T): fc.Arbitrary<T> {
  return fc.oneof({ weight: 1, arbitrary: strange }, { weight: 8, arbitrary: fc.constant(usual) });
}

function faultOf(kind: FaultKind): Fault {
  return { kind, message: `a toy's ${kind}`, at: 'toy.ts:1:1' };
}
