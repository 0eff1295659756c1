import type { Fault, HeldLock } from '../core/index.ts';
import type { Change } from '../trace/trace.ts';
import type { AgentNow, Moment, Step } from './history.ts';
import { SourceLines, type Standpoint } from './sourceLines.ts';
import { awaited, channel, type Standing, standingOf } from './standing.ts';
import type { TimeMachine } from './timeMachine.ts';

/** What the table of lanes shows. */
export interface Table {
  readonly cpus: number;
  readonly lanes: readonly Lane[];
  readonly rows: readonly Row[];
}

/** The column of a thread, or of an interrupt that comes. */
export interface Lane {
  readonly agent: number;
  readonly name: string;
  readonly process: string;
}

export interface Row {
  /** Of the step, from 1. */
  readonly number: number;
  /** For each CPU, the thread that has it after the step. */
  readonly cpus: readonly string[];
  readonly cells: readonly LaneCell[];
  readonly changes: readonly Change[];
  readonly fault: Fault | undefined;
  /** Names of the claims about every state that are not so behind the step, and were before it. */
  readonly breaks: readonly string[];
  /** Whether another agent took the step before. */
  readonly isSwitch: boolean;
}

/** A thread in the row of a step: how it stands after it. */
export interface LaneCell {
  readonly standing: Standing;
  readonly locks: readonly HeldLock[];
  /** Where the thread stood, if the step is its own. */
  readonly acts: (Standpoint & { readonly alternative: string | undefined }) | undefined;
  readonly events: readonly LaneEvent[];
  /** The part of an arrow that the cell shows, from who takes the step to whom it lets go on. */
  readonly arrow: 'passes' | 'ends-left' | 'ends-right' | undefined;
}

export interface LaneEvent {
  readonly kind: 'takes' | 'releases' | 'woken' | 'asleep' | 'suspended' | 'blocked' | 'no-cpu' | 'ended' | 'starts';
  readonly text: string;
}

export function rowsOf({ history: { moments, steps }, executable: { telling } }: Pick<TimeMachine, 'history' | 'executable'>): Table {
  const sources = new SourceLines(telling);
  const lanes = lanesOf(moments, steps);
  const cpus = cpusOf(moments);
  const rows = steps.map((step, index): Row => ({
    number: index + 1,
    cpus: cpus.map((line) => line[index + 1] ?? ''),
    cells: cellsOf(step, moments[index]!, moments[index + 1]!, lanes, sources),
    changes: step.changes,
    fault: step.fault,
    breaks: moments[index + 1]!.broken.filter((name) => !moments[index]!.broken.includes(name)),
    isSwitch: index > 0 && steps[index - 1]!.choice.agent !== step.choice.agent,
  }));
  return { cpus: cpus.length, lanes, rows };
}

/** Whoever runs at some time or takes a step; of interrupts, what only might come takes no room. */
function lanesOf(moments: readonly Moment[], steps: readonly Step[]): readonly Lane[] {
  const movers = new Set(steps.map(({ choice }) => choice.agent));
  const hasProcesses = moments.some(({ agents }) => agents.some(({ situation }) => situation.process !== undefined));
  return (moments[0]?.agents ?? []).flatMap(({ name }, agent) => {
    const lives = moments.map(({ agents }) => agents[agent]!).filter(({ ended }) => !ended);
    const process = lives.findLast(({ situation }) => situation.process !== undefined)?.situation.process;
    const runs = lives.length > 0 && (process !== undefined || !hasProcesses);
    if (!runs && !movers.has(agent)) return [];
    return [{ agent, name, process: process === undefined || isNamedAfter(name, process) ? '' : process }];
  });
}

/** The threads of P are called P, or P.1 and P.2. */
function isNamedAfter(name: string, process: string): boolean {
  return name === process || name.startsWith(`${process}.`);
}

/**
 * For each CPU, who has it in each state. The state does not say which CPU a thread has, as that makes no difference: whoever
 * gets one is drawn on the first that is free, and stays there.
 */
function cpusOf(moments: readonly Moment[]): readonly (readonly string[])[] {
  const lines: string[][] = [];
  for (const [at, { agents }] of moments.entries()) {
    const running = agents.filter(({ situation, ended }) => situation.onCpu === true && !ended).map(({ name }) => name);
    const kept = lines.map((line) => (running.includes(line[at - 1] ?? '') ? line[at - 1]! : ''));
    for (const name of running) {
      if (kept.includes(name)) continue;
      const free = kept.indexOf('');
      if (free >= 0) kept[free] = name;
      else kept.push(name);
    }
    kept.forEach((name, cpu) => (lines[cpu] ??= Array.from({ length: at }, () => '')).push(name));
  }
  return lines;
}

function cellsOf(step: Step, before: Moment, after: Moment, lanes: readonly Lane[], sources: SourceLines): readonly LaneCell[] {
  const from = lanes.findIndex(({ agent }) => agent === step.choice.agent);
  const woken = lanes.flatMap(({ name }, index) => (step.lets.includes(name) ? [index] : []));
  return lanes.map(({ agent }, index): LaneCell => {
    const now = after.agents[agent]!;
    return {
      standing: standingOf(now),
      locks: now.situation.holds,
      acts: agent === step.choice.agent ? { ...sources.standpoint(step), alternative: step.alternative } : undefined,
      events: eventsOf(before.agents[agent]!, now, after, step),
      arrow: arrowAt(index, from, woken),
    };
  });
}

function arrowAt(index: number, from: number, woken: readonly number[]): LaneCell['arrow'] {
  if (from < 0 || index === from) return undefined;
  if (woken.includes(index)) return index < from ? 'ends-left' : 'ends-right';
  const passes = woken.some((to) => (index > from && index < to) || (index < from && index > to));
  return passes ? 'passes' : undefined;
}

function eventsOf(was: AgentNow, now: AgentNow, after: Moment, step: Step): readonly LaneEvent[] {
  const held = (agent: AgentNow): readonly string[] => agent.situation.holds.map(({ path, shared }) => (shared ? `${path} (shared)` : path));
  const taken = held(now).filter((lock) => !held(was).includes(lock));
  const released = held(was).filter((lock) => !held(now).includes(lock));
  return [
    ...released.map((lock): LaneEvent => ({ kind: 'releases', text: `− releases ${lock}` })),
    ...taken.map((lock): LaneEvent => ({ kind: 'takes', text: `+ takes ${lock}` })),
    ...standingEvents(was, now, after, step),
  ];
}

function standingEvents(was: AgentNow, now: AgentNow, after: Moment, step: Step): readonly LaneEvent[] {
  const [before, standing] = [standingOf(was), standingOf(now)];
  const locks = awaited(now, after);
  const isSame = before === standing && (standing !== 'asleep' || was.situation.sleepsOn === now.situation.sleepsOn);
  if (isSame) return [];
  switch (standing) {
    case 'ended':
      return [{ kind: 'ended', text: '∎ ends' }];
    case 'able':
      if (before === 'ended') return [{ kind: 'starts', text: `● starts, in ${now.situation.process ?? now.place}` }];
      return now.name === step.agent ? [] : [{ kind: 'woken', text: `▸ ${before === 'no-cpu' ? 'gets a CPU' : 'can go on'}` }];
    case 'suspended':
      return [{ kind: 'suspended', text: '‖ suspended' }];
    case 'asleep':
      return [{ kind: 'asleep', text: `z sleeps on ${channel(now.situation.sleepsOn ?? '')}` }];
    case 'no-cpu':
      return [{ kind: 'no-cpu', text: '○ has no CPU' }];
    case 'resting':
      return [];
    case 'blocked':
      if (locks.length === 0) return [{ kind: 'blocked', text: `× waits at ${now.place}` }];
      return locks.map(({ lock, holders }): LaneEvent => ({ kind: 'blocked', text: `× waits for ${lock}, held by ${holders.join(' and ')}` }));
  }
}
