import type { TrackedSystem } from '../../core/index.ts';
import { below, randomOf } from '../random.ts';
import type { Knowledge } from './knowledge.ts';
import { Moves } from './moves.ts';

const mostWalks = 64;
/** So many walks that teach nothing end the lessons. */
const idleWalks = 8;
const longestWalk = 2_000;

/** Learns from random walks: a search would learn the same, and put less off until it has. */
export function learn(system: TrackedSystem, knowledge: Knowledge): void {
  const moves = new Moves(system, knowledge);
  let idle = 0;
  for (let walk = 0; walk < mostWalks && idle < idleWalks; walk++) {
    const { version } = knowledge;
    walkOnce(system, moves, randomOf('lesson', walk));
    idle = version === knowledge.version ? idle + 1 : 0;
  }
}

function walkOnce(system: TrackedSystem, moves: Moves, random: () => number): void {
  system.reset();
  for (let step = 0; step < longestWalk; step++) {
    moves.look();
    const choices = enabledChoices(system);
    const choice = choices[below(random, choices.length)];
    if (choice === undefined) return;
    const [agent, alternative] = choice;
    system.enabled(agent, alternative);
    if (system.step(agent, alternative) !== undefined) return;
  }
}

function enabledChoices(system: TrackedSystem): readonly (readonly [number, number])[] {
  return Array.from({ length: system.agents }, (_, agent) => agent).flatMap((agent) => {
    const alternatives = Array.from({ length: system.alternatives(agent) }, (_, alternative) => alternative);
    return alternatives.filter((alternative) => system.enabled(agent, alternative)).map((alternative) => [agent, alternative] as const);
  });
}
