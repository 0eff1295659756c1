import fc from 'fast-check';
import type { CompiledLiveness, Fairness, FairnessOf, Formula, TransitionSystem } from '../../src/core/index.ts';
import type { Move, ToyNode } from './toyGraph.ts';
import { graphSystem } from './toyGraph.ts';

/** A node of a graph that runs go through for ever: where each agent can go, and which atoms are true. */
export interface RunNode {
  readonly moves: readonly (readonly Move[])[];
  readonly atoms: number;
}

/** What is assumed of each agent. */
export function fairnessFor(of: readonly FairnessOf[]): Fairness {
  return { of, name: of.join() };
}

/** A transition system drawn as a graph, with one property of its runs, called `live`. */
export function runSystem(nodes: readonly RunNode[], formula: Formula, assumed: readonly FairnessOf[]): TransitionSystem {
  const toys = nodes.map(({ moves }): ToyNode => ({
    agents: moves.map((each) => ({ moves: each, rests: true, ended: false })),
    good: true,
    seen: true,
  }));
  const system = graphSystem(toys);
  const live: CompiledLiveness = {
    name: 'live',
    claim: 'every fair run is as it should be',
    kind: 'ltl',
    formula,
    atoms: 2,
    instances: 1,
    holds: (atom) => ((nodes[system.packed[0]!]!.atoms >> atom) & 1) === 1,
    fairness: fairnessFor(assumed),
  };
  return { ...system, liveness: [live] };
}

/** Random graphs of so many nodes at most, in which it is common that an agent is disabled. */
export function runGraphs(nodes: number, agents: number, mostMoves: number): fc.Arbitrary<readonly RunNode[]> {
  return fc.integer({ min: 1, max: nodes }).chain((count) => {
    const move: fc.Arbitrary<Move> = fc.oneof(
      { weight: 10, arbitrary: fc.nat({ max: count - 1 }) },
      { weight: 3, arbitrary: fc.constant<Move>('disabled') },
      { weight: 1, arbitrary: fc.constant<Move>('assertion-failed') },
    );
    const moves = fc.oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 2, arbitrary: fc.array(move, { maxLength: mostMoves }) });
    const node = fc.record({ moves: fc.array(moves, { minLength: agents, maxLength: agents }), atoms: fc.nat({ max: 3 }) });
    return fc.array(node, { minLength: count, maxLength: count });
  });
}

/** Random formulas over two atoms. */
export const formulas: fc.Arbitrary<Formula> = fc.letrec<{ formula: Formula }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.oneof<fc.Arbitrary<Formula>[]>(
      fc.nat({ max: 1 }).map((atom) => ({ op: 'atom', atom })),
      fc.constantFrom({ op: 'true' }, { op: 'false' }),
    ),
    fc.record({ op: fc.constantFrom('not', 'next'), of: tie('formula') }),
    fc.record({ op: fc.constantFrom('and', 'or', 'until', 'release'), left: tie('formula'), right: tie('formula') }),
    fc.record({ op: fc.constant('until'), left: fc.constant<Formula>({ op: 'true' }), right: tie('formula') }),
    fc.record({ op: fc.constant('release'), left: fc.constant<Formula>({ op: 'false' }), right: tie('formula') }),
  ),
})).formula;
