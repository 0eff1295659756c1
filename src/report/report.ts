import type { Choice, Coverage, Fault, Judgement, Location } from '../core/index.ts';

/** What a check says, as far as reports tell it. */
export interface CheckReport {
  readonly kernel: string;
  readonly scenario: string;
  readonly mutation: string | null;
  readonly search: string;
  /** The scenario's process tree and settings, one line each. */
  readonly summary: readonly string[];
  readonly coverage: Coverage;
  /** Properties first, then built-in checks. */
  readonly properties: readonly PropertyReport[];
  /** Locations of the model where no agent ever stood, if that was asked for. */
  readonly unreached?: readonly Location[];
}

export interface PropertyReport {
  readonly name: string;
  readonly claim: string;
  readonly kind: Judgement['kind'];
  readonly verdict: 'holds' | 'violated' | 'witnessed' | 'unwitnessed' | 'unknown';
  /** In how many states it was evaluated. */
  readonly looked: number;
  /** The fairness that was assumed, of a property of whole runs. */
  readonly fairness?: string;
  /** The bound that was met, if the verdict is unknown. */
  readonly bound?: string;
  /** Names of the agents that are stuck at the end of the run, where it shows that. */
  readonly stuck?: readonly string[];
  readonly run: RunReport | null;
  /** The contents of the counterexample file. */
  readonly counterexample: CounterexampleReport | null;
}

/** What reports tell of a counterexample file; JSON has all of it. */
export interface CounterexampleReport {
  readonly property: string;
  readonly claim: string;
  readonly verdict: 'violated' | 'witnessed';
  /** What the last step ran into, or the property itself when it was asked. */
  readonly fault: Pick<Fault, 'kind' | 'message'> | null;
  readonly cpus: number | null;
  readonly reduction: {
    readonly processes: readonly string[];
    readonly threads: readonly string[];
    readonly statements: readonly string[];
  };
  readonly minimized: { readonly length: string; readonly switches: string };
  readonly fairness?: string | undefined;
}

/** An executed run, to be shown as lanes. */
export interface RunReport {
  readonly steps: readonly StepReport[];
  /** Of a run that never ends: after how many steps its cycle begins; after all of them if it stays where it is. */
  readonly cycle?: number;
}

export interface StepReport {
  readonly choice: Choice;
  readonly agent: string;
  /** The call stack, outermost routine first. */
  readonly stack: readonly string[];
  readonly from: Location;
  readonly alternative: string | undefined;
  readonly changes: readonly ChangeReport[];
  readonly fault?: Fault;
}

export interface ChangeReport {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}
