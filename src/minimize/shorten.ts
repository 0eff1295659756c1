import type { Choice, Schedule, Shows, TransitionSystem } from '../core/index.ts';

/** Steps that may still be executed; trying stops when they are used up. */
export interface Allowance {
  left: number;
}

/**
 * Drops chunks of a schedule, halves first and single choices last, as long as what is left of it still shows the finding. For
 * runs that are too long, or in too large a system, to look for the shortest one.
 */
export function shorten(system: TransitionSystem, shows: Shows, schedule: Schedule, allowance: Allowance): Schedule {
  let best = play(system, shows, schedule, allowance) ?? schedule;
  for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    let at = 0;
    while (at < best.length && allowance.left > 0) {
      const shorter = play(system, shows, [...best.slice(0, at), ...best.slice(at + size)], allowance);
      if (shorter !== undefined && shorter.length < best.length) best = shorter;
      else at += size;
    }
  }
  return best;
}

/**
 * Moves steps next to earlier steps of the same agent as long as the run stays valid, stays as long and still shows the
 * finding: fewer context switches, though perhaps not the fewest.
 */
export function joinRuns(system: TransitionSystem, shows: Shows, schedule: Schedule, allowance: Allowance): Schedule {
  const joinOnce = (from: Schedule): Schedule | undefined => {
    const most = contextSwitches(from);
    for (const joined of joins(runsOf(from))) {
      if (allowance.left <= 0) return undefined;
      if (contextSwitches(joined) < most && leadsTo(system, shows, joined, allowance)) return joined;
    }
    return undefined;
  };
  let best = schedule;
  for (let better = joinOnce(best); better !== undefined; better = joinOnce(best)) best = better;
  return best;
}

/** How often the agent changes along a schedule. */
export function contextSwitches(schedule: Schedule): number {
  return schedule.filter(({ agent }, index) => index > 0 && schedule[index - 1]?.agent !== agent).length;
}

/** Whether the schedule can be taken to its end, and shows the finding there. */
export function leadsTo(system: TransitionSystem, shows: Shows, schedule: Schedule, allowance: Allowance): boolean {
  const played = play(system, shows, schedule, allowance);
  return played !== undefined && played.length === schedule.length;
}

/** Takes what can be taken of a schedule, up to the first state that shows the finding. */
function play(system: TransitionSystem, shows: Shows, schedule: Schedule, allowance: Allowance): Schedule | undefined {
  allowance.left -= schedule.length;
  system.reset();
  const taken: Choice[] = [];
  if (shows(system, undefined)) return taken;
  for (const choice of schedule) {
    if (!isEnabled(system, choice)) continue;
    taken.push(choice);
    const fault = system.step(choice.agent, choice.alternative);
    if (shows(system, fault)) return taken;
    if (fault !== undefined) return undefined;
  }
  return undefined;
}

function isEnabled(system: TransitionSystem, { agent, alternative }: Choice): boolean {
  return alternative < system.alternatives(agent) && system.enabled(agent, alternative);
}

/** Every way to put two runs of one agent together: the later one moves forward, or the earlier one back. */
function* joins(runs: readonly (readonly Choice[])[]): Generator<Schedule> {
  for (const [at, run] of runs.entries()) {
    for (let before = at - 2; before >= 0; before--) {
      const earlier = runs[before] ?? [];
      if (earlier[0]?.agent !== run[0]?.agent) continue;
      const start = runs.slice(0, before).flat();
      const between = runs.slice(before + 1, at).flat();
      const end = runs.slice(at + 1).flat();
      yield [...start, ...earlier, ...run, ...between, ...end];
      yield [...start, ...between, ...earlier, ...run, ...end];
    }
  }
}

/** Cuts a schedule where the agent changes. */
function runsOf(schedule: Schedule): readonly (readonly Choice[])[] {
  const runs: Choice[][] = [];
  for (const choice of schedule) {
    const last = runs.at(-1);
    if (last?.[0]?.agent === choice.agent) last.push(choice);
    else runs.push([choice]);
  }
  return runs;
}
