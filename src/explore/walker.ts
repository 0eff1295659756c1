import type { Judge, OpenJudge, Route, Schedule, TransitionSystem } from '../core/index.ts';
import { unpackChoice } from './choices.ts';
import { Fingerprint64 } from './fingerprint64.ts';
import { noStep, type Strategy } from './strategy.ts';
import type { WalkPart, WalkRange } from './walkPart.ts';
import { strategyOf, type WalkPlan } from './walkPlan.ts';

/** The states that need not be looked at again, by their fingerprints. */
export interface Seen {
  /** Adds a state. False if it is known: it may say true of a state that is, but not the other way round. */
  add(low: number, high: number): boolean;
}

/** Takes random walks. Walk i depends on the system, the plan and i, and on nothing else. */
export class Walker implements Route {
  /** Number of the walk under way. */
  run = 0;
  private readonly system: TransitionSystem;
  private readonly plan: WalkPlan;
  private readonly openJudge: OpenJudge;
  private readonly seen: Seen;
  /** Is asked at each state. */
  private readonly mustStop: () => boolean;
  private readonly fingerprint = new Fingerprint64();
  private readonly path: number[] = [];
  /** By agent: 1 if it has begun and not ended. */
  private readonly alive: Uint8Array;
  private part: PartUnderWay;
  private stopped = false;

  constructor(system: TransitionSystem, plan: WalkPlan, openJudge: OpenJudge, seen: Seen, mustStop: () => boolean) {
    this.system = system;
    this.plan = plan;
    this.openJudge = openJudge;
    this.seen = seen;
    this.mustStop = mustStop;
    this.alive = new Uint8Array(system.agents);
    this.part = new PartUnderWay(system, openJudge(system, this));
  }

  /** Whether it had to stop. */
  get hasStopped(): boolean {
    return this.stopped;
  }

  /** What the walks under way have given so far. */
  get soFar(): Omit<WalkPart, 'judgements'> {
    return this.part;
  }

  /** Takes walks, up to a violation where the first one is all that is asked for. */
  take({ first, end }: WalkRange): WalkPart {
    const part = new PartUnderWay(this.system, this.openJudge(this.system, this));
    this.part = part;
    for (let run = first; run < end && this.goesOn(); run++) this.walk(run);
    return part.conclude();
  }

  to(state: number): Schedule {
    return this.path.slice(0, state).map(unpackChoice);
  }

  private goesOn(): boolean {
    return !this.stopped && !(this.plan.settings.stopAtFirst && this.part.judge.violated);
  }

  /** Takes one walk, to where there is no step, to a fault, or to the greatest depth. */
  private walk(run: number): void {
    const { system, part, path } = this;
    const { maxDepth } = this.plan.settings;
    const strategy = strategyOf(this.plan, run);
    this.run = run;
    path.length = 0;
    this.alive.fill(0);
    system.reset();
    part.begin();
    this.visit(strategy);
    while (this.goesOn() && path.length + 1 < maxDepth) {
      part.expanded++;
      const choice = strategy.next(system);
      if (choice === noStep) return part.judge.rest(path.length);
      if (!this.step(choice)) return;
      this.visit(strategy);
    }
  }

  /** Takes one step. False when it ends in a fault. */
  private step(choice: number): boolean {
    const { system, part, path } = this;
    const { agent, alternative } = unpackChoice(choice);
    part.transitions++;
    part.noteSteps(path.length + 1);
    const fault = system.step(agent, alternative);
    if (fault !== undefined) {
      part.judge.fault(fault, path.length, agent, alternative);
      return false;
    }
    path.push(choice);
    return true;
  }

  /** Judges and counts the current state, the last of the path. */
  private visit(strategy: Strategy): void {
    const { system, part, fingerprint } = this;
    part.noteState(this.path.length + 1);
    fingerprint.of(system.packed);
    this.meetAgents(strategy);
    // Walks come to the same states over and over, and properties are what costs most. What was violated there is known already.
    if (this.seen.add(fingerprint.low, fingerprint.high)) part.judge.visit(this.path.length);
    if (this.mustStop()) this.stopped = true;
  }

  /** Notes where the agents stand, and which of them are new. */
  private meetAgents(strategy: Strategy): void {
    const { system, part, alive } = this;
    const { reached } = part;
    for (let agent = 0; agent < system.agents; agent++) {
      reached[system.locationOf(agent)] = 1;
      const lives = system.ended(agent) ? 0 : 1;
      if (lives === alive[agent]) continue;
      alive[agent] = lives;
      if (lives === 0) continue;
      part.noteBirth();
      strategy.born(agent);
    }
  }
}

/** The counts of a part whose walks are being taken. */
class PartUnderWay implements Omit<WalkPart, 'judgements'> {
  readonly judge: Judge;
  readonly reached: Uint8Array;
  walks = 0;
  states = 0;
  transitions = 0;
  expanded = 0;
  depth = 0;
  longest = 0;
  agents = 0;
  /** In the walk under way. */
  private births = 0;

  constructor(system: TransitionSystem, judge: Judge) {
    this.judge = judge;
    this.reached = new Uint8Array(system.locations.length);
  }

  /** A walk begins. */
  begin(): void {
    this.walks++;
    this.births = 0;
  }

  noteBirth(): void {
    this.births++;
    if (this.births > this.agents) this.agents = this.births;
  }

  noteState(depth: number): void {
    this.states++;
    if (depth > this.depth) this.depth = depth;
  }

  noteSteps(steps: number): void {
    if (steps > this.longest) this.longest = steps;
  }

  conclude(): WalkPart {
    const { walks, states, transitions, expanded, depth, longest, agents, reached } = this;
    const judgements = this.judge.conclude({ transitions, expanded, bound: 'runs', graph: 'runs' });
    return { walks, states, transitions, expanded, depth, longest, agents, reached, judgements };
  }
}
