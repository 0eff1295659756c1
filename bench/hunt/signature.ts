import type { TransitionSystem, Verdict } from '../../src/core/index.ts';
import { replay, stuckAgents, type Trace, type TraceStep } from '../../src/trace/index.ts';

/** A verdict with a run. */
type Broken = Extract<Verdict, { readonly kind: 'violated' }>;

/**
 * What tells one finding from another, however it was come to: where they stand who are stuck, whatever that breaks; else the property, and
 * the message of a fault, where a run goes round, or in which routine of the kernel the last step was. Two bugs can have one signature.
 */
export function signatureOf(system: TransitionSystem, property: string, { schedule, cycle }: Broken): string {
  return signatureOfRun(system, property, { ...replay(system, schedule), ...(cycle !== undefined && { cycle }) });
}

/** The system is in the last state of the run. */
export function signatureOfRun(system: TransitionSystem, property: string, { steps, cycle }: Trace): string {
  const last = steps.at(-1);
  if (last?.fault) return `${property}: ${last.fault.message}`;
  const isOfGraph = cycle !== undefined || property === 'deadlock' || property === 'stuck-thread';
  if (!isOfGraph) return `${property}: ${innermost(last?.stack ?? [], 1)}`;
  const round = steps.slice(cycle ?? steps.length);
  const stuck = stuckIn(system, property, round);
  if (stuck.length > 0) return `stuck: ${listed(stuck)}`;
  if (round.length > 0) return `${property}: round ${listed(round.map(({ stack }) => innermost(stack, 1)))}`;
  const resting = [...placesOf(system, (agent) => system.mayRest(agent)).values()];
  return `${property}: at rest ${listed(resting.filter((place) => !/\b(spin|kern_wait6)\b/.test(place)))}`;
}

/** Whether the first signature is a part of the second: the same of more agents. */
export function isPartOf(one: string, other: string): boolean {
  const [mine, its] = [placesIn(one), placesIn(other)];
  return one === other || (mine !== undefined && mine.what === its?.what && mine.places.every((place) => its.places.includes(place)));
}

/** What a signature says of whom, where it names places of several agents. */
function placesIn(signature: string): { readonly what: string; readonly places: readonly string[] } | undefined {
  const [, what, places] = /^(stuck:|[a-z-]+: at rest) (.+)$/.exec(signature) ?? [];
  return what === undefined || places === undefined ? undefined : { what, places: places.split(', ') };
}

/** Where they stand who do not take part in what goes on for ever, and should not rest there. */
function stuckIn(system: TransitionSystem, property: string, round: readonly TraceStep[]): readonly string[] {
  const moving = new Set(round.map(({ agent }) => agent));
  const waiting = placesOf(system, (agent) => !system.mayRest(agent));
  const stuck = property === 'stuck-thread' ? stuckAgents(system, property, 10_000) : undefined;
  return [...waiting].filter(([agent]) => stuck?.includes(agent) ?? !moving.has(agent)).map(([, place]) => place);
}

/** Where such agents stand, by their names. */
function placesOf({ agents, describe, ended }: TransitionSystem, isMeant: (agent: number) => boolean): ReadonlyMap<string, string> {
  const meant = [...Array(agents).keys()].filter((agent) => !ended(agent) && isMeant(agent));
  return new Map(meant.map((agent) => [describe.agentName(agent), innermost(describe.stack(agent), 3)]));
}

/** Without repetition, and in an order of their own. */
function listed(places: readonly string[]): string {
  return [...new Set(places)].toSorted().join(', ');
}

/** What is no routine of the kernel: where threads begin, and programs written in place, which are called as their processes are: by a letter, or init. */
const programs = /^(user_thread|(init|[A-Za-z])(_\d+)?)$/;

/** The names of the innermost routines of the kernel that an agent is in, without lines. */
function innermost(stack: readonly string[], most: number): string {
  const names = stack.map((one) => one.replace(/:.*/, ''));
  return names.filter((name) => !programs.test(name)).slice(-most).join(' > ');
}
