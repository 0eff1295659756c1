import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ourRooms } from '../../src/check.ts';
import type { Schedule, TransitionSystem } from '../../src/core/index.ts';
import { type Counterexample, loadCounterexample, replay, replaySaved } from '../../src/trace/index.ts';

/**
 * What tells one finding from another, however it was come to: the property; the message of a fault; where they stand who are
 * stuck; else in which routine of the kernel the last step was. Two bugs can have one signature.
 */
export function signatureOf(system: TransitionSystem, property: string, schedule: Schedule): string {
  const { steps } = replay(system, schedule);
  const last = steps.at(-1);
  if (last?.fault) return `${property}: ${last.fault.message}`;
  return endSignature(system, property, last?.stack ?? []);
}

/** Those of the findings that are saved already. */
export function knownSignatures(kernel: string, folder: string): ReadonlySet<string> {
  const model = ourRooms.openModel({ file: kernel });
  const saved = readdirSync(folder).filter((name) => name.startsWith('freebsd-') && name.endsWith('.json')).map((name) => loadCounterexample(join(folder, name)));
  return new Set(saved.filter(({ also, mutation }) => also.length === 0 && mutation === null).map((one) => savedSignature(model.compile(requestOf(one)), one)));
}

function requestOf({ scenario, property, kind, reduction, cpus }: Counterexample): Parameters<ReturnType<typeof ourRooms.openModel>['compile']>[0] {
  return { scenario, properties: kind === 'built-in' ? [] : [property], reduction, ...(cpus !== null && { cpus }) };
}

function savedSignature(system: TransitionSystem, saved: Counterexample): string {
  const { trace } = replaySaved(system, saved);
  const last = trace.steps.at(-1);
  if (last?.fault) return `${saved.property}: ${last.fault.message}`;
  return endSignature(system, saved.property, last?.stack ?? []);
}

/** The system is in the state that shows the finding. */
function endSignature(system: TransitionSystem, property: string, lastStack: readonly string[]): string {
  if (property !== 'deadlock' && property !== 'stuck-thread') return `${property}: ${innermost(lastStack, 1)}`;
  const waiting = [...Array(system.agents).keys()].filter((agent) => !system.ended(agent) && !system.mayRest(agent));
  return `${property}: ${[...new Set(waiting.map((agent) => innermost(system.describe.stack(agent), 3)))].toSorted().join(', ')}`;
}

/** The names of the routines that an agent is in, without lines. */
function innermost(stack: readonly string[], most: number): string {
  return stack.slice(-most).map((one) => one.replace(/:.*/, '')).join(' > ');
}
