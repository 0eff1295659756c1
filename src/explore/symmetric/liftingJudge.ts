import type { Ending, Fault, Findings, Judge, Judgement, OpenJudge, Route, TransitionSystem } from '../../core/index.ts';
import type { Lifting } from './lifting.ts';

/** Opens judges that are shown representatives of orbits, and tell of runs of the system itself. */
export function liftingJudge(openJudge: OpenJudge, lifting: Lifting): OpenJudge {
  return (system, route) => new LiftingJudge(openJudge, system, route, lifting);
}

class LiftingJudge implements Judge {
  private readonly judge: Judge;
  /** One fault of a kind is enough to make a run for. */
  private readonly faults = new Set<string>();

  constructor(
    openJudge: OpenJudge,
    system: TransitionSystem,
    private readonly route: Route,
    private readonly lifting: Lifting,
  ) {
    this.judge = openJudge(system, { to: (state) => lifting.run(route.to(state)) });
  }

  get violated(): boolean {
    return this.judge.violated;
  }

  visit(state: number): void {
    this.judge.visit(state);
  }

  pass(states: number): void {
    this.judge.pass(states);
  }

  watches(property: number): boolean {
    return this.judge.watches(property);
  }

  rest(state: number): void {
    this.judge.rest(state);
  }

  fault(fault: Fault, state: number): void {
    if (this.faults.has(fault.kind)) return;
    this.faults.add(fault.kind);
    const { agent, alternative } = this.lifting.runInto(this.route.to(state), fault);
    this.judge.fault(fault, state, agent, alternative);
  }

  save(): Findings {
    return this.judge.save();
  }

  resume(findings: Findings): void {
    this.judge.resume(findings);
  }

  /** Whose turn it is along a cycle of representatives is not told, so that nothing is claimed about fair runs. */
  conclude(ending: Ending): readonly Judgement[] {
    return this.judge.conclude({ ...ending, whole: () => 'states-reduced' });
  }
}
