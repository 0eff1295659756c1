import {
  CompileError,
  type CompiledModel,
  type CompileRequest,
  type LoadedModel,
  type Reduction,
  type Schedule,
  UsageError,
} from '../core/index.ts';
import type { FindRun, RunSearch } from './leastRun.ts';

/** A scenario with parts left out, and the run that still shows the finding. */
export interface Reduced {
  readonly request: CompileRequest;
  readonly system: CompiledModel;
  readonly schedule: Schedule;
  /** After how many steps its cycle begins, if it never ends. */
  readonly cycle?: number;
  readonly switches: RunSearch['switches'] | 'fewer';
}

export interface Budget {
  /** States stored for one attempt. */
  readonly maxStates: number;
  /** States stored in all; also the steps that shortening a run without a search may execute. */
  readonly totalStates: number;
}

export const nothingLeftOut: Reduction = { processes: [], threads: [], statements: [] };

/**
 * Leaves out processes, threads, statements and CPUs, one after another and again until nothing more can go, as long as a
 * run that is no longer shows the same. What does not compile, or takes too many states to decide, stays.
 */
export function reduceScenario(model: LoadedModel, whole: Reduced, { find }: FindRun, budget: Budget): Reduced {
  const cuts = cutsOf(model, whole.request.scenario);
  let best = whole;
  let spent = 0;
  for (let before: Reduced | undefined; before !== best; ) {
    before = best;
    for (const cut of cuts) {
      const maxStates = Math.min(budget.maxStates, budget.totalStates - spent);
      const request = cut(best.request);
      const system = request && maxStates > 0 ? compiled(model, request) : undefined;
      if (request === undefined || system === undefined) continue;
      const found = find(system, { maxStates, maxSteps: best.schedule.length });
      spent += found.states;
      const { schedule, cycle, switches } = found;
      if (schedule === undefined || schedule.length > best.schedule.length) continue;
      // A scenario in which the claim is broken before anything happens lacks what the claim is about.
      if (schedule.length > 0 || whole.schedule.length === 0) best = { request, system, ...runOf(schedule, cycle), switches };
    }
  }
  return best;
}

/** A run, with the beginning of its cycle if it has one. */
export function runOf(schedule: Schedule, cycle: number | undefined): Pick<Reduced, 'schedule' | 'cycle'> {
  return cycle === undefined ? { schedule } : { schedule, cycle };
}

/** Takes one part out of a scenario; `undefined` where it is out already. */
type Cut = (request: CompileRequest) => CompileRequest | undefined;

/** What can be tried, large parts first. */
function cutsOf(model: LoadedModel, scenario: string): readonly Cut[] {
  const { processes, threads, statements } = model.removable(scenario);
  const oneCpuLess: Cut = (request) => {
    const cpus = request.cpus ?? model.cpusOf(scenario) ?? 1;
    return cpus > 1 ? { ...request, cpus: cpus - 1 } : undefined;
  };
  return [
    ...processes.map((name) => leaveOut('processes', name)),
    ...threads.map((name) => leaveOut('threads', name)),
    ...statements.map((name) => leaveOut('statements', name)),
    oneCpuLess,
  ];
}

function leaveOut(kind: keyof Reduction, name: string): Cut {
  return (request) => {
    const out = request.reduction ?? nothingLeftOut;
    const isGone = out[kind].includes(name) || out.processes.some((process) => name.startsWith(`${process}/`));
    return isGone ? undefined : { ...request, reduction: { ...out, [kind]: [...out[kind], name] } };
  };
}

function compiled(model: LoadedModel, request: CompileRequest): CompiledModel | undefined {
  try {
    return model.compile(request);
  } catch (error) {
    if (error instanceof CompileError || error instanceof UsageError) return undefined;
    throw error;
  }
}
