import type { CompiledModel, CompileRequest, LoadedModel, Schedule } from '../core/index.ts';
import type { FindRun } from './leastRun.ts';
import { type Budget, type Reduced, reduceScenario, runOf } from './reduce.ts';
import { contextSwitches, joinRuns, leadsTo, shorten } from './shorten.ts';

/** A run to make smaller: of a scenario, from a search. */
export interface Found {
  readonly request: CompileRequest;
  readonly system: CompiledModel;
  readonly schedule: Schedule;
  /** After how many steps its cycle begins, if it never ends. */
  readonly cycle?: number;
  /** Whether the search that found it guarantees that there is no shorter one. */
  readonly isShortest: boolean;
}

/** The smallest run and scenario that were found within the budget, and what is known of them. */
export interface Minimized extends Reduced {
  readonly length: 'shortest' | 'shortened' | 'as-found';
}

/** Makes a failing run short, then its scenario small, and its context switches few; the bounds are states, not seconds. */
export function minimize(model: LoadedModel, found: Found, finder: FindRun, budget: Budget): Minimized {
  const short = minimizeRun(found, finder, budget);
  if (short.schedule.length === 0) return short;
  const reduced = reduceScenario(model, short, finder, budget);
  // A smaller scenario is accepted only with a shortest run of it, or with what the finder has instead.
  return { ...reduced, length: reduced === short ? short.length : lengthOf(finder) };
}

/** Makes a run short, and its context switches few, in the scenario as it is. */
export function minimizeRun(found: Found, finder: FindRun, budget: Budget): Minimized {
  const { find, shows } = finder;
  const { request, system, schedule, cycle } = found;
  const whole = { request, system };
  const least = find(system, { maxStates: budget.maxStates, maxSteps: schedule.length });
  if (least.schedule !== undefined && least.schedule.length <= schedule.length) {
    return { ...whole, ...runOf(least.schedule, least.cycle), length: lengthOf(finder), switches: least.switches };
  }
  const known = found.isShortest ? 'shortest' : 'as-found';
  const allowance = { left: budget.totalStates };
  if (shows === undefined || !leadsTo(system, shows, schedule, allowance)) {
    return { ...whole, ...runOf(schedule, cycle), length: known, switches: 'as-found' };
  }
  const short = found.isShortest ? schedule : shorten(system, shows, schedule, allowance);
  const joined = joinRuns(system, shows, short, allowance);
  return {
    ...whole,
    schedule: joined,
    length: short.length < schedule.length ? 'shortened' : known,
    switches: contextSwitches(joined) < contextSwitches(short) ? 'fewer' : 'as-found',
  };
}

function lengthOf({ onlyShort = false }: FindRun): Minimized['length'] {
  return onlyShort ? 'shortened' : 'shortest';
}
