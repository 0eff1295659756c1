import type {
  CompiledProperty,
  Ending,
  Fault,
  Findings,
  Judge,
  Judgement,
  Route,
  Schedule,
  TransitionSystem,
  Verdict,
} from '../core/index.ts';
import { answerOf } from '../core/index.ts';
import { faultClaims, graphClaims } from './builtIn.ts';
import { judgeLiveness } from './liveness.ts';
import { firstStuckState } from './stuckThread.ts';

/** Opens the judge of one search of a system. */
export function openJudge(system: TransitionSystem, route: Route): Judge {
  return new SearchJudge(system, route);
}

/** A property without a verdict so far. */
interface Question {
  readonly property: CompiledProperty;
  /** What its predicate says as long as nothing is decided. */
  readonly expected: boolean;
}

/** A verdict, and after how many states it was given. */
interface Answer {
  readonly verdict: Verdict;
  readonly looked: number;
}

class SearchJudge implements Judge {
  private readonly system: TransitionSystem;
  private readonly route: Route;
  private open: Question[];
  private readonly answers = new Map<CompiledProperty, Answer>();
  /** By kind. */
  private readonly faults = new Map<string, Verdict>();
  private deadlock: Verdict | undefined;
  private states = 0;
  private broken = false;

  constructor(system: TransitionSystem, route: Route) {
    this.system = system;
    this.route = route;
    this.open = system.predicates.map((property) => ({ property, expected: property.kind === 'always' }));
  }

  get violated(): boolean {
    return this.broken;
  }

  visit(state: number): void {
    const { open } = this;
    this.states++;
    for (let at = 0; at < open.length; at++) {
      const question = open[at]!;
      const said = answerOf(question.property);
      if (said === question.expected) continue;
      open.splice(at--, 1);
      this.answer(question.property, state, said);
    }
  }

  pass(states: number): void {
    this.states += states;
  }

  watches(property: number): boolean {
    const one = this.system.predicates[property];
    return one !== undefined && !this.answers.has(one);
  }

  rest(state: number): void {
    if (this.deadlock !== undefined) return;
    const { system } = this;
    for (let agent = 0; agent < system.agents; agent++) {
      if (system.ended(agent) || system.mayRest(agent)) continue;
      this.deadlock = this.violation(this.route.to(state));
      return;
    }
  }

  fault(fault: Fault, state: number, agent: number, alternative: number): void {
    if (this.faults.has(fault.kind)) return;
    this.faults.set(fault.kind, this.violation([...this.route.to(state), { agent, alternative }], fault));
  }

  save(): Findings {
    const { system, states, answers, faults, deadlock } = this;
    return {
      states,
      answers: Array.from(answers, ([property, answer]) => ({ property: system.predicates.indexOf(property), ...answer })),
      faults: Array.from(faults, ([kind, verdict]) => ({ kind, verdict })),
      ...(deadlock && { deadlock }),
    };
  }

  resume({ states, answers, faults, deadlock }: Findings): void {
    this.states = states;
    for (const { property, ...answer } of answers) this.answers.set(this.system.predicates[property]!, answer);
    for (const { kind, verdict } of faults) this.faults.set(kind, verdict);
    this.deadlock = deadlock;
    this.open = this.open.filter(({ property }) => !this.answers.has(property));
    const verdicts = [...answers, ...faults].map(({ verdict }) => verdict);
    this.broken = deadlock !== undefined || verdicts.some(({ kind }) => kind === 'violated');
  }

  conclude(ending: Ending): readonly Judgement[] {
    return [
      ...this.system.predicates.map((property) => this.judgeProperty(property, ending)),
      ...judgeLiveness(this.system.liveness ?? [], this.route, ending),
      ...Object.entries(faultClaims).map(([name, claim]) => this.judgeFault(name, claim, ending)),
      this.judgeDeadlock(ending),
      this.judgeStuckThread(ending),
    ];
  }

  private answer(property: CompiledProperty, state: number, said: boolean | Fault): void {
    const schedule = this.route.to(state);
    const witnessed = said === true;
    const verdict: Verdict = witnessed
      ? { kind: 'witnessed', schedule, ...this.walk() }
      : this.violation(schedule, said === false ? undefined : said);
    this.answers.set(property, { verdict, looked: this.states });
  }

  private violation(schedule: Schedule, fault?: Fault): Verdict {
    this.broken = true;
    return { kind: 'violated', schedule, ...(fault && { fault }), ...this.walk() };
  }

  /** The random walk under way, if the search is one. */
  private walk(): { readonly run?: number } {
    const { run } = this.route;
    return run === undefined ? {} : { run };
  }

  private judgeProperty(property: CompiledProperty, { bound }: Ending): Judgement {
    const { name, claim, kind } = property;
    const undecided: Verdict = { kind: kind === 'always' ? 'holds' : 'unwitnessed' };
    const answer = this.answers.get(property) ?? { verdict: unless(bound, undecided), looked: this.states };
    return { name, claim, kind, ...answer };
  }

  private judgeFault(name: string, claim: string, { bound, transitions }: Ending): Judgement {
    const verdict = this.faults.get(name) ?? unless(bound, { kind: 'holds' });
    return { name, claim, kind: 'built-in', verdict, looked: transitions };
  }

  private judgeDeadlock({ bound, expanded }: Ending): Judgement {
    const verdict = this.deadlock ?? unless(bound, { kind: 'holds' });
    return { name: 'deadlock', claim: graphClaims.deadlock, kind: 'built-in', verdict, looked: expanded };
  }

  private judgeStuckThread(ending: Ending): Judgement {
    const verdict = this.stuckThread(ending.graph);
    const looked = typeof ending.graph === 'string' ? 0 : ending.graph.states;
    return { name: 'stuck-thread', claim: graphClaims['stuck-thread'], kind: 'built-in', verdict, looked };
  }

  private stuckThread(graph: Ending['graph']): Verdict {
    if (typeof graph === 'string') return { kind: 'unknown', bound: graph };
    try {
      const state = firstStuckState(graph, this.system);
      return state === -1 ? { kind: 'holds' } : this.violation(this.route.to(state));
    } catch (error) {
      // The machine has no memory left for the arrays of the graph search.
      if (error instanceof RangeError) return { kind: 'unknown', bound: 'max-memory' };
      throw error;
    }
  }
}

/** The verdict of a search that saw everything, or that nothing is known if it met a bound. */
function unless(bound: string | undefined, verdict: Verdict): Verdict {
  return bound === undefined ? verdict : { kind: 'unknown', bound };
}
