/** What can be said of a small system by taking every run there is, one after the other. */
import type { Choice, Schedule, Shows, TransitionSystem } from '../../src/core/index.ts';

/** The choices after a schedule; `shown` or `fault` where the run ends with it. */
export function after(system: TransitionSystem, shows: Shows, schedule: Schedule): readonly Choice[] | 'shown' | 'fault' {
  system.reset();
  if (shows(system, undefined)) return 'shown';
  for (const [index, { agent, alternative }] of schedule.entries()) {
    if (!able(system, agent) || !system.enabled(agent, alternative)) throw new Error(`step ${index + 1} cannot be taken`);
    const fault = system.step(agent, alternative);
    if (shows(system, fault)) return 'shown';
    if (fault !== undefined) return 'fault';
  }
  return choices(system);
}

export function choices(system: TransitionSystem): readonly Choice[] {
  const all: Choice[] = [];
  for (let agent = 0; agent < system.agents; agent++) {
    for (let alternative = 0; alternative < system.alternatives(agent); alternative++) {
      if (system.enabled(agent, alternative)) all.push({ agent, alternative });
    }
  }
  return all;
}

export function able(system: TransitionSystem, agent: number): boolean {
  return choices(system).some((choice) => choice.agent === agent);
}

/** Every run from a schedule on, to its end. */
export function* runsFrom(system: TransitionSystem, shows: Shows, schedule: Schedule): Generator<{ readonly run: Schedule; readonly shown: boolean; readonly good: boolean }> {
  const next = after(system, shows, schedule);
  if (typeof next === 'string') yield { run: schedule, shown: next === 'shown', good: false };
  else if (next.length === 0) yield { run: schedule, shown: false, good: everyoneMayEnd(system) };
  else for (const choice of next) yield* runsFrom(system, shows, [...schedule, choice]);
}

function everyoneMayEnd(system: TransitionSystem): boolean {
  return Array.from({ length: system.agents }, (_, agent) => agent).every((agent) => system.ended(agent) || system.mayRest(agent));
}

/** Whether a run from the schedule on comes to a good end. */
export function canPass(system: TransitionSystem, shows: Shows, schedule: Schedule): boolean {
  for (const { good } of runsFrom(system, shows, schedule)) if (good) return true;
  return false;
}

/** The fewest preemptions of a run on so many CPUs, by trying everybody who could be preempted. */
export function preemptions(system: TransitionSystem, schedule: Schedule, cpus: number): number {
  const from = (index: number, running: readonly number[]): number => {
    const step = schedule[index];
    if (step === undefined) return 0;
    system.reset();
    for (const { agent, alternative } of schedule.slice(0, index)) system.step(agent, alternative);
    const still = running.filter((agent) => able(system, agent));
    if (still.includes(step.agent)) return from(index + 1, still);
    if (still.length < cpus) return from(index + 1, [...still, step.agent]);
    return 1 + Math.min(...still.map((victim) => from(index + 1, [...still.filter((agent) => agent !== victim), step.agent])));
  };
  return from(0, []);
}
