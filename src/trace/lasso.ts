import { choicesNow, type CompiledLiveness, FaultError, type Schedule, type TransitionSystem } from '../core/index.ts';
import { satisfies } from './formulaOnLasso.ts';

/** A state of a run, as far as a lasso is judged by it. */
interface Position {
  readonly packed: string;
  /** For each instance of the property, the atoms that are true, as bits. */
  readonly valuations: readonly number[];
  /** Agents that have a step, or would have one on a CPU. */
  readonly able: ReadonlySet<number>;
}

/**
 * Why a run that goes round from the state behind its first `cycle` steps does not break a property: it does not close, it is
 * not fair, or the property is satisfied; `undefined` if it does break it. The schedule must be one that can be taken.
 */
export function lassoProblem(system: TransitionSystem, property: CompiledLiveness, schedule: Schedule, cycle: number): string | undefined {
  try {
    return problemOf(system, property, positionsOf(system, property, schedule), schedule, cycle);
  } catch (error) {
    if (error instanceof FaultError) return `its predicates run into a fault: ${error.message}`;
    throw error;
  }
}

function problemOf(
  system: TransitionSystem,
  property: CompiledLiveness,
  positions: readonly Position[],
  schedule: Schedule,
  cycle: number,
): string | undefined {
  const last = positions[schedule.length];
  const first = positions[cycle];
  if (last === undefined || first === undefined) return 'its cycle begins after its end';
  if (last.packed !== first.packed) return 'it does not come back to where its cycle begins';
  if (cycle === schedule.length && last.able.size > 0) return 'it does not stay where it ends';
  const stayed = neglected(property, schedule.slice(cycle), positions.slice(cycle, schedule.length));
  if (stayed !== undefined) return `it is not fair to ${system.describe.agentName(stayed)}`;
  return breaks(property, cycle === schedule.length ? positions : positions.slice(0, -1), cycle) ? undefined : 'the property is as it should be';
}

function positionsOf(system: TransitionSystem, property: CompiledLiveness, schedule: Schedule): readonly Position[] {
  system.reset();
  const positions = [positionOf(system, property)];
  for (const { agent, alternative } of schedule) {
    system.step(agent, alternative);
    positions.push(positionOf(system, property));
  }
  return positions;
}

function positionOf(system: TransitionSystem, { atoms, instances, holds }: CompiledLiveness): Position {
  const packed = system.packed.join();
  const valuations = Array.from({ length: instances }, (_, index) => {
    let bits = 0;
    for (let atom = 0; atom < atoms; atom++) if (holds(atom, index + 1)) bits |= 1 << atom;
    return bits;
  });
  return { packed, valuations, able: ableAgents(system) };
}

/** Who has a step; and, where somebody has one, who only lacks a CPU for one. */
function ableAgents(system: TransitionSystem): ReadonlySet<number> {
  const able = new Set(choicesNow(system).map(({ agent }) => agent));
  if (able.size === 0 || system.ready === undefined) return able;
  for (let agent = 0; agent < system.agents; agent++) if (system.ready(agent)) able.add(agent);
  return able;
}

/** An agent that takes no step of the cycle though fairness is assumed of it. */
function neglected({ fairness }: CompiledLiveness, cycle: Schedule, positions: readonly Position[]): number | undefined {
  if (cycle.length === 0) return undefined;
  const moves = new Set(cycle.map(({ agent }) => agent));
  for (const [agent, assumed] of fairness.of.entries()) {
    if (assumed === 'none' || moves.has(agent)) continue;
    const isAble = ({ able }: Position): boolean => able.has(agent);
    if (assumed === 'strong' ? positions.some(isAble) : positions.every(isAble)) return agent;
  }
  return undefined;
}

function breaks({ formula, instances }: CompiledLiveness, positions: readonly Position[], back: number): boolean {
  return Array.from({ length: instances }, (_, index) => index).some((index) => {
    const says = (atom: number, position: number): boolean => (((positions[position]?.valuations[index] ?? 0) >> atom) & 1) === 1;
    return !satisfies(formula, { positions: positions.length, back, says });
  });
}
