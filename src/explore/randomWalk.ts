import seedrandom from 'seedrandom';
import type { Judge, OpenJudge, Route, Schedule, SearchResult, SearchSettings, TransitionSystem } from '../core/index.ts';
import { packChoice, unpackChoice } from './choices.ts';
import { Stopwatch } from './stopwatch.ts';

/** Takes random walks from the initial state. Walk i depends on the seed and on i, and on nothing else. */
export function randomWalk(system: TransitionSystem, settings: SearchSettings, openJudge: OpenJudge): SearchResult {
  const walks = new Walks(system, settings, openJudge);
  const { run, runs } = settings;
  const first = run ?? 0;
  const end = run === undefined ? runs : run + 1;
  for (let each = first; each < end && walks.goesOn(); each++) walks.walk(each);
  return walks.result();
}

class Walks implements Route {
  /** Number of the walk under way. */
  run = 0;
  private readonly system: TransitionSystem;
  private readonly settings: SearchSettings;
  private readonly judge: Judge;
  private readonly stopwatch: Stopwatch;
  private readonly reached: Uint8Array;
  private readonly path: number[] = [];
  private readonly enabled: number[] = [];
  private states = 0;
  private transitions = 0;
  private expanded = 0;
  private depth = 0;
  private timeIsUp = false;

  constructor(system: TransitionSystem, settings: SearchSettings, openJudge: OpenJudge) {
    this.system = system;
    this.settings = settings;
    this.stopwatch = new Stopwatch(settings);
    this.reached = new Uint8Array(system.locations.length);
    this.judge = openJudge(system, this);
  }

  goesOn(): boolean {
    return !this.timeIsUp && !(this.settings.stopAtFirst && this.judge.violated);
  }

  /** Takes one walk, to where there is no step, to a fault, or to the greatest depth. */
  walk(run: number): void {
    const random = seedrandom(`${this.settings.seed}/${run}`);
    this.run = run;
    this.path.length = 0;
    this.system.reset();
    this.visit();
    while (this.goesOn() && this.path.length + 1 < this.settings.maxDepth) {
      this.lookForSteps();
      const count = this.enabled.length;
      if (count === 0) return this.judge.rest(this.path.length);
      if (!this.take(this.enabled[Math.floor(random() * count)]!)) return;
    }
  }

  to(state: number): Schedule {
    return this.path.slice(0, state).map(unpackChoice);
  }

  result(): SearchResult {
    const { reached, states, transitions, expanded, depth } = this;
    const bound = this.timeIsUp ? 'max-seconds' : this.goesOn() ? 'runs' : 'first-violation';
    const judgements = this.judge.conclude({ transitions, expanded, bound, graph: bound });
    return { coverage: { states, transitions, depth, complete: false }, judgements, reached, bound };
  }

  /** Takes one step. False when it ends in a fault. */
  private take(choice: number): boolean {
    const { agent, alternative } = unpackChoice(choice);
    this.transitions++;
    const fault = this.system.step(agent, alternative);
    if (fault !== undefined) {
      this.judge.fault(fault, this.path.length, agent, alternative);
      return false;
    }
    this.path.push(choice);
    this.visit();
    return true;
  }

  /** Judges the current state, the last of the path. */
  private visit(): void {
    const { system, path } = this;
    this.states++;
    if (path.length + 1 > this.depth) this.depth = path.length + 1;
    for (let agent = 0; agent < system.agents; agent++) this.reached[system.locationOf(agent)] = 1;
    this.judge.visit(path.length);
    if (this.stopwatch.isUp(this.figures)) this.timeIsUp = true;
  }

  private readonly figures = () => ({ states: this.states, transitions: this.transitions, depth: this.depth, queue: 0 });

  private lookForSteps(): void {
    const { system, enabled } = this;
    this.expanded++;
    enabled.length = 0;
    for (let agent = 0; agent < system.agents; agent++) {
      const alternatives = system.alternatives(agent);
      for (let alternative = 0; alternative < alternatives; alternative++) {
        if (system.enabled(agent, alternative)) enabled.push(packChoice(agent, alternative));
      }
    }
  }
}
