import { choicesNow, type Schedule, type TransitionSystem } from '../core/index.ts';
import { StateTable } from './stateTable.ts';
import type { Question } from './steps.ts';

/** What a run that shows it takes at least, on so many CPUs. */
export interface Need {
  readonly cpus: number;
  readonly interrupts: number;
  readonly preemptions: number;
  /** No run takes less: all that take less were looked at. Otherwise a bound was met, and a run with less was not excluded. */
  readonly isLeast: boolean;
  /** States, with who is on a CPU, that were stored to find out. */
  readonly states: number;
}

/** Interrupts weigh more than any number of preemptions. */
const interrupt = 0x10000;

/**
 * The fewest interrupts that any run takes to show it, and with these the fewest preemptions on one CPU, on two, and so on, up to the number of
 * CPUs on which it takes none.
 *
 * A thread takes its first step when it gets a CPU, and has it until it cannot go on, or is preempted: taken off while it could go on, for another
 * thread. Interrupts take place on any CPU. Breadth first by cost, each state together with the set of threads that have a CPU.
 */
export function needsOf(question: Question, schedule: Schedule): readonly Need[] {
  const threads = question.system.threads ?? question.system.agents;
  const needs: Need[] = [];
  // Who has a CPU is a bit of a word, and where a model has CPUs of its own, their number is the model's.
  if (threads > 31 || question.system.ready !== undefined) return needs;
  for (let cpus = 1; cpus <= threads; cpus++) {
    const need = leastOn(question, schedule, cpus, threads);
    needs.push(need);
    if (need.preemptions === 0) break;
  }
  return needs;
}

function leastOn(question: Question, schedule: Schedule, cpus: number, threads: number): Need {
  const machine = { system: question.system, cpus, threads };
  const known = costOf(machine, schedule);
  const { least, isLeast, states } = cheapest(question, machine, known);
  return { cpus, interrupts: Math.floor(least / interrupt), preemptions: least % interrupt, isLeast, states };
}

interface Machine {
  readonly system: TransitionSystem;
  readonly cpus: number;
  readonly threads: number;
}

/** Who has a CPU after a step (a bit for each thread), and what getting it cost. */
interface Turn {
  readonly running: number;
  readonly cost: number;
}

/** What it takes to let an agent move in the current state: several ways where somebody has to be preempted. */
function turns({ cpus, threads }: Machine, running: number, agent: number): readonly Turn[] {
  if (agent >= threads) return [{ running, cost: interrupt }];
  const bit = 1 << agent;
  if ((running & bit) !== 0) return [{ running, cost: 0 }];
  if (bits(running) < cpus) return [{ running: running | bit, cost: 0 }];
  const victims = Array.from({ length: threads }, (_, index) => 1 << index).filter((one) => (running & one) !== 0);
  return victims.map((victim) => ({ running: (running & ~victim) | bit, cost: 1 }));
}

/** Those of the running threads that can go on: the others leave their CPUs. */
function stillRunning({ system, threads }: Machine, running: number): number {
  let able = 0;
  for (let agent = 0; agent < threads; agent++) if ((running & (1 << agent)) !== 0 && hasStep(system, agent)) able |= 1 << agent;
  return able;
}

function hasStep(system: TransitionSystem, agent: number): boolean {
  const count = system.alternatives(agent);
  for (let alternative = 0; alternative < count; alternative++) if (system.enabled(agent, alternative)) return true;
  return false;
}

function bits(word: number): number {
  let count = 0;
  for (let left = word; left !== 0; left &= left - 1) count++;
  return count;
}

/** What a schedule takes at least, depending on who is preempted. */
function costOf(machine: Machine, schedule: Schedule): number {
  const { system } = machine;
  system.reset();
  let costs = new Map([[0, 0]]);
  for (const { agent, alternative } of schedule) {
    const next = new Map<number, number>();
    const ways = [...costs].flatMap(([running, cost]) => turns(machine, running, agent).map((turn) => ({ ...turn, cost: cost + turn.cost })));
    system.step(agent, alternative);
    for (const { running, cost } of ways) {
      const still = stillRunning(machine, running);
      next.set(still, Math.min(cost, next.get(still) ?? Infinity));
    }
    costs = next;
  }
  return Math.min(...costs.values());
}

interface Cheapest {
  readonly least: number;
  readonly isLeast: boolean;
  readonly states: number;
}

/** Looks for a run that costs less than a known one, the cheapest ones first. */
function cheapest(question: Question, machine: Machine, most: number): Cheapest {
  const { system, shows, maxStates, progress } = question;
  const table = new StateTable(system);
  const costs: number[] = [];
  const open = new Map<number, number[]>();
  let known = most;
  let transitions = 0;
  const reach = (running: number, cost: number): void => {
    if (cost >= known) return;
    const state = table.add(running);
    if (cost >= (costs[state] ?? Infinity)) return;
    costs[state] = cost;
    const others = open.get(cost);
    if (others === undefined) open.set(cost, [state]);
    else others.push(state);
  };
  system.reset();
  reach(0, 0);
  for (let cost = 0; open.size > 0 && cost < known; cost = Math.min(...open.keys())) {
    const states = open.get(cost) ?? [];
    open.delete(cost);
    for (const state of states) {
      if (costs[state] !== cost) continue;
      if (table.count > maxStates) return { least: known, isLeast: false, states: table.count };
      if (state % 1024 === 1023) progress?.({ states: table.count, transitions, depth: cost, queue: table.count - state });
      table.load(state);
      const running = table.wordOf(state);
      for (const { agent, alternative } of choicesNow(system)) {
        const ways = turns(machine, running, agent);
        const fault = system.step(agent, alternative);
        if (shows(system, fault)) known = Math.min(known, ...ways.map((way) => cost + way.cost));
        else if (fault === undefined) for (const way of ways) reach(stillRunning(machine, way.running), cost + way.cost);
        table.load(state);
        transitions++;
      }
    }
  }
  return { least: known, isLeast: true, states: table.count };
}
