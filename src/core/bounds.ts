/**
 * The bounds a search can meet, by the name that verdicts give them: `runs` is a sample of walks, which is never complete;
 * `first-violation` is `stopAtFirst`; `steps-not-kept` is `keepSteps: false`, and bounds stuck threads only. A visited set that
 * is not exact bounds everything (`states-may-be-omitted`), and what is judged on the graph (`states-not-kept`). Claims about runs are
 * judged on all states and steps, which a reduction does not have (`states-reduced`).
 */
export type BoundName =
  | 'max-states'
  | 'max-depth'
  | 'max-seconds'
  | 'max-memory'
  | 'runs'
  | 'first-violation'
  | 'steps-not-kept'
  | 'states-may-be-omitted'
  | 'states-not-kept'
  | 'states-reduced';

/** When to give up; each bound that is met makes verdicts *unknown*. Random walks store nothing and heed only depth and seconds. */
export interface Bounds {
  readonly maxStates: number;
  /** In states along a path, the initial state being 1. */
  readonly maxDepth: number;
  readonly maxSeconds: number;
  /** Megabytes of states, links and visited set. */
  readonly maxMemory: number;
}
