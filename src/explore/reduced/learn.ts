import type { TrackedSystem } from '../../core/index.ts';
import { below, type Random, randomOf } from '../random.ts';
import type { Knowledge } from './knowledge.ts';
import { Moves } from './moves.ts';

/** Steps in all, and those of one walk. */
const mostSteps = 200;
const longestWalk = 400;
/** So many walks that teach nothing end the lessons. */
const idleWalks = 3;

/** Learns from random walks: a search would learn the same, and put less off until it has. */
export function learn(system: TrackedSystem, knowledge: Knowledge): void {
  const moves = new Moves(system, knowledge);
  let idle = 0;
  for (let steps = 0; steps < mostSteps && idle < idleWalks; ) {
    const { version } = knowledge;
    steps += 1 + walk(system, moves, randomOf('lesson', steps));
    idle = version === knowledge.version ? idle + 1 : 0;
  }
}

/** Walks to the end, or for as long as a walk may be; returns how many steps that was. */
function walk(system: TrackedSystem, moves: Moves, random: Random): number {
  system.reset();
  for (let step = 0; step < longestWalk; step++) {
    moves.look();
    const enabled = [...moves.all.keys()].filter((agent) => moves.all[agent]!.enabled);
    if (enabled.length === 0) return step;
    const agent = enabled[below(random, enabled.length)]!;
    const alternatives = [...Array(system.alternatives(agent)).keys()].filter((alternative) => system.enabled(agent, alternative));
    const alternative = alternatives[below(random, alternatives.length)]!;
    system.enabled(agent, alternative);
    if (system.step(agent, alternative) !== undefined) return step;
  }
  return longestWalk;
}
