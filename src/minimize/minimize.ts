import type { CompiledModel, CompileRequest, LoadedModel, Schedule } from '../core/index.ts';
import { leastRun, type Shows } from './leastRun.ts';
import { type Budget, type Reduced, reduceScenario } from './reduce.ts';
import { contextSwitches, joinRuns, shorten } from './shorten.ts';

/** A run to make smaller: of a scenario, from a search. */
export interface Found {
  readonly request: CompileRequest;
  readonly system: CompiledModel;
  readonly schedule: Schedule;
  /** Whether the search that found it guarantees that there is no shorter one. */
  readonly isShortest: boolean;
}

/** The smallest run and scenario that were found within the budget, and what is known of them. */
export interface Minimized extends Reduced {
  readonly length: 'shortest' | 'shortened' | 'as-found';
  readonly switches: 'fewest' | 'fewer' | 'as-found';
}

/** Makes a failing run short, then its scenario small, and then its context switches few; the bounds are states, not seconds. */
export function minimize(model: LoadedModel, found: Found, shows: Shows, budget: Budget): Minimized {
  const short = minimizeRun(found, shows, budget);
  if (short.schedule.length === 0) return short;
  const reduced = reduceScenario(model, short, shows, budget);
  // A scenario was reduced only by finding its least run, so nothing is left to do for it.
  return reduced === short ? short : { ...reduced, length: 'shortest', switches: 'fewest' };
}

/** Makes a run short, and then its context switches few, in the scenario as it is. */
export function minimizeRun(found: Found, shows: Shows, budget: Budget): Minimized {
  const { request, system, schedule } = found;
  const least = leastRun(system, shows, { maxStates: budget.maxStates, maxSteps: schedule.length });
  if (least.schedule !== undefined) {
    return { request, system, schedule: least.schedule, length: 'shortest', switches: 'fewest' };
  }
  const short = found.isShortest ? schedule : shorten(system, shows, schedule);
  const joined = joinRuns(system, shows, short);
  return {
    request,
    system,
    schedule: joined,
    length: found.isShortest ? 'shortest' : short.length < schedule.length ? 'shortened' : 'as-found',
    switches: contextSwitches(joined) < contextSwitches(short) ? 'fewer' : 'as-found',
  };
}
