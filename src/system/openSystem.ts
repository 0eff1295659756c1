import { type CompiledLiveness, type Executable, type Fault, FaultError, type TransitionSystem } from '../core/index.ts';
import { describe } from './describe.ts';
import type { Emitted } from './emitted.ts';
import { SituationTeller } from './situation.ts';
import { instantiate, type Tables, tablesOf } from './tables.ts';

/** Makes a compiled model run; the initial state is current. */
export function openSystem(executable: Executable): TransitionSystem {
  const tables = tablesOf(executable);
  const system = systemOf(executable, instantiate(executable, tables), tables);
  system.reset();
  return system;
}

/** The transition system of emitted code that has been instantiated. */
export function systemOf(executable: Executable, emitted: Emitted, tables: Tables): TransitionSystem {
  const { S, P } = tables;
  const { words, frameBases, threads, gated, properties, runProperties, locations, digest } = executable;
  const initial = Int32Array.from(executable.initial);
  return {
    words,
    agents: frameBases.length,
    threads,
    packed: P,
    fingerprint: emitted.fingerprint,
    reset: () => emitted.load(initial, 0),
    load: emitted.load,
    alternatives: emitted.alternatives,
    enabled: emitted.enabled,
    step: emitted.step,
    successors: emitted.successors,
    undo: emitted.undo,
    predicates: properties.map((property, index) => {
      const holds = emitted.predicates[index] ?? ((): boolean => true);
      return { ...property, holds: () => judged(emitted, holds) };
    }),
    liveness: runProperties.map(({ asked, ...claim }): CompiledLiveness => {
      return { ...claim, holds: (atom, instance) => ask(emitted, asked + atom, instance) === true };
    }),
    ...(gated && { ready: (agent: number) => agent < threads && isReady(emitted, agent) }),
    mayRest: (agent) => agent >= threads || judged(emitted, () => emitted.atRest?.(-1, agent + 1) ?? false),
    ended: emitted.ended,
    locations,
    locationOf: (agent) => S[frameBases[agent] ?? 0] ?? 0,
    digest,
    describe: describe(executable, S, new SituationTeller(executable, emitted, tables)),
  };
}

/** What a function of a claim about runs says of the current state; a fault is thrown as a `FaultError`. */
export function ask(emitted: Emitted, index: number, instance: number): boolean | number {
  const answer = emitted.outside(() => emitted.asked(index, instance));
  if (isFailed(answer)) throw new FaultError(answer.failed);
  return answer;
}

const isFailed = (answer: boolean | number | { readonly failed: Fault }): answer is { readonly failed: Fault } => typeof answer === 'object';

/** Whether the thread would have a step, asked without the gate. A guard that runs into a fault is a step, which tells it. */
function isReady(emitted: Emitted, thread: number): boolean {
  return !emitted.ended(thread) && emitted.outside(() => emitted.blocked(thread + 1)) !== true;
}

function judged(emitted: Emitted, holds: () => boolean): boolean {
  const answer = emitted.outside(holds);
  if (isFailed(answer)) throw new FaultError(answer.failed);
  return answer;
}
