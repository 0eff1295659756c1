import type { Schedule, Shows, TransitionSystem } from '../core/index.ts';
import { Layers } from './layers.ts';

export interface RunBounds {
  readonly maxStates: number;
  /** In steps: longer runs are not wanted. */
  readonly maxSteps: number;
}

/** What looking for a run came to; `states` were stored on the way. */
export interface RunSearch {
  readonly states: number;
  /** A shortest run, if one was found within the bounds. */
  readonly schedule: Schedule | undefined;
  /** After how many steps its cycle begins, if it never ends. */
  readonly cycle?: number;
  readonly switches: 'fewest' | 'as-found';
}

/** Looks for a shortest run that shows what is looked for. */
export interface FindRun {
  find(system: TransitionSystem, bounds: RunBounds): RunSearch;
  /** Whether a state shows it, where that can be seen in one state. */
  readonly shows?: Shows;
  /** What it finds is short, and there may be shorter runs: not by default. */
  readonly onlyShort?: boolean;
}

/** Looks for what can be seen in one state. */
export function findLeastRun(shows: Shows): FindRun {
  return { find: (system, bounds) => leastRun(system, shows, bounds), shows };
}

/**
 * Finds the run that is shortest and, among the shortest, changes agents least often. Breadth first; every state keeps, for each
 * agent that can have taken the last step of a shortest way to it, the fewest changes on such a way. A state's ways all come from
 * the layer before, so its figures are final once that layer has been expanded.
 */
export function leastRun(system: TransitionSystem, shows: Shows, bounds: RunBounds): RunSearch {
  system.reset();
  if (shows(system, undefined)) return { states: 1, schedule: [], switches: 'fewest' };
  const layers = new Layers(system);
  layers.add(0);
  let first = 0;
  for (let depth = 1; depth <= bounds.maxSteps && first < layers.count; depth++) {
    const last = layers.count;
    const ends = expand(system, shows, layers, { first, last, depth, maxStates: bounds.maxStates });
    if (ends === 'bounded') break;
    const best = leastEnd(ends, layers);
    if (best !== undefined) return { states: layers.count, schedule: best, switches: 'fewest' };
    first = last;
  }
  return { states: layers.count, schedule: undefined, switches: 'as-found' };
}

/** A step that shows what is looked for: from a state, by an agent, and the state it leads to if that is stored. */
interface End {
  readonly from: number;
  readonly agent: number;
  readonly alternative: number;
}

interface Layer {
  readonly first: number;
  readonly last: number;
  readonly depth: number;
  readonly maxStates: number;
}

/** Takes every step of one layer; returns those that show what is looked for. */
function expand(system: TransitionSystem, shows: Shows, layers: Layers, layer: Layer): readonly End[] | 'bounded' {
  const ends: End[] = [];
  for (let from = layer.first; from < layer.last; from++) {
    layers.load(from);
    for (let agent = 0; agent < system.agents; agent++) {
      const alternatives = system.alternatives(agent);
      for (let alternative = 0; alternative < alternatives; alternative++) {
        if (!system.enabled(agent, alternative)) continue;
        const fault = system.step(agent, alternative);
        if (fault === undefined) arrive(system, shows, layers, layer.depth, { from, agent, alternative }, ends);
        else if (shows(system, fault)) ends.push({ from, agent, alternative });
        system.undo();
      }
    }
    if (layers.count > layer.maxStates && ends.length === 0) return 'bounded';
  }
  return ends;
}

/** Notes a step to the current state, which is new, or met again in the same layer, or older and of no interest. */
function arrive(system: TransitionSystem, shows: Shows, layers: Layers, depth: number, step: End, ends: End[]): void {
  const known = layers.count;
  const to = layers.add(depth);
  const isNew = layers.count > known;
  if (layers.depthOf(to) !== depth) return;
  layers.relax(step.from, step.agent, step.alternative, to);
  if (isNew ? shows(system, undefined) : layers.isEnd(to)) {
    layers.markEnd(to);
    ends.push(step);
  }
}

function leastEnd(ends: readonly End[], layers: Layers): Schedule | undefined {
  let best: End | undefined;
  let least = Infinity;
  for (const end of ends) {
    const changes = layers.changesWith(end.from, end.agent);
    if (changes < least) [best, least] = [end, changes];
  }
  return best && [...layers.pathTo(best.from, best.agent), { agent: best.agent, alternative: best.alternative }];
}
