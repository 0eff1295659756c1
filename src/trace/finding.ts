import { type Fault, FaultError, type FaultKind, type TransitionSystem } from '../core/index.ts';

/** What a run is said to show. */
export interface Finding {
  /** Name of a property or of a built-in check. */
  readonly property: string;
  readonly fault: { readonly kind: FaultKind } | null;
}

/**
 * Whether the current state, reached by a step that ended in `fault` or in none, shows the finding. Deadlocks and stuck
 * threads are recognized by nobody being able to move while somebody has not finished.
 */
export function shows(system: TransitionSystem, finding: Finding, fault: Fault | undefined): boolean {
  const property = system.predicates.find(({ name }) => name === finding.property);
  if (property === undefined) return showsCheck(system, finding, fault);
  if (fault !== undefined) return false;
  try {
    return finding.fault === null && property.holds() === (property.kind === 'sometimes');
  } catch (error) {
    if (error instanceof FaultError) return error.fault.kind === finding.fault?.kind;
    throw error;
  }
}

function showsCheck(system: TransitionSystem, finding: Finding, fault: Fault | undefined): boolean {
  if (fault !== undefined) return fault.kind === finding.fault?.kind;
  return finding.fault === null && isStuck(system);
}

function isStuck(system: TransitionSystem): boolean {
  let waiting = false;
  for (let agent = 0; agent < system.agents; agent++) {
    if (canMove(system, agent)) return false;
    if (!system.ended(agent) && !system.mayRest(agent)) waiting = true;
  }
  return waiting;
}

/** Whether some alternative of the agent is enabled. */
export function canMove(system: TransitionSystem, agent: number): boolean {
  for (let alternative = 0; alternative < system.alternatives(agent); alternative++) {
    if (system.enabled(agent, alternative)) return true;
  }
  return false;
}
