import type { MessagePort } from 'node:worker_threads';
import type { CompileRequest, OpenJudge, OpenRequest, SearchSettings, TransitionSystem } from '../core/index.ts';
import { FreshStates } from './freshStates.ts';
import { Signals } from './signals.ts';
import { Walker } from './walker.ts';
import { type WalkPart, WalkRanges } from './walkPart.ts';

/** What a worker is given. */
export interface Assignment {
  /** From 0. */
  readonly worker: number;
  readonly port: MessagePort;
  readonly signals: SharedArrayBuffer;
  readonly model: OpenRequest;
  readonly request: CompileRequest;
  readonly settings: Omit<SearchSettings, 'progress' | 'team'>;
  /** k, the steps among which priorities change. */
  readonly steps: number;
}

/** What a worker sends. */
export type Message =
  | { readonly kind: 'part'; readonly index: number; readonly part: WalkPart; readonly digest: string }
  /** It has walked all that there was, on the model with this digest. */
  | { readonly kind: 'done'; readonly digest: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** How many parts the fastest worker may be ahead of the slowest. */
const mostAhead = 512;

/** Takes walks until there are no more. The system is the worker's own: `open` compiles it. */
export function workerWalk(assignment: Assignment, open: () => TransitionSystem, openJudge: OpenJudge): void {
  const { port } = assignment;
  const signals = new Signals(assignment.signals);
  const send = (message: Message): void => {
    port.postMessage(message);
    // Whoever joins the parts looks for them now and then; to be woken for each would cost more than that.
    if (message.kind !== 'part') signals.ring();
  };
  try {
    const system = open();
    signals.beat(assignment.worker);
    for (const message of parts(assignment, signals, system, openJudge)) send(message);
    send({ kind: 'done', digest: system.digest });
  } catch (error) {
    send({ kind: 'failed', reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

function* parts({ worker, settings, steps }: Assignment, signals: Signals, system: TransitionSystem, openJudge: OpenJudge): Generator<Message> {
  const fresh = new FreshStates();
  const ranges = new WalkRanges(settings);
  const walker = new Walker(system, { settings, steps }, openJudge, fresh, () => {
    signals.beat(worker);
    return signals.mustStop;
  });
  for (let index = signals.takePart(); index < ranges.count; index = signals.takePart()) {
    if (!signals.awaitTurn(index, mostAhead)) return;
    const part = walker.take(ranges.at(index));
    yield { kind: 'part', index, part: { ...part, fresh: fresh.take() }, digest: system.digest };
  }
}
