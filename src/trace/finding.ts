import { stuckForever } from './stuck.ts';
import { answerOf, type CompiledLiveness, type Fault, FaultError, type FaultKind, isDeadlock, type TransitionSystem } from '../core/index.ts';

/** What a run is said to show. */
export interface Finding {
  /** Name of a property or of a built-in check. */
  readonly property: string;
  readonly fault: WantedFault | null;
  /** After how many steps the cycle of a run begins that never ends; null or absent for a run that does. */
  readonly cycle?: number | null;
}

/** A fault to look for; without a message or a place, any of the kind will do. */
export interface WantedFault {
  readonly kind: FaultKind;
  readonly message?: string;
  /** `file:line:column` in the model: the same however much is left out of a scenario. */
  readonly at?: string;
}

/** The built-in check whose violation takes more than one state to see. */
const stuckThread = 'stuck-thread';

/** Whether one state, with the fault of the step to it, is enough to see the finding. */
export function isSeenInState({ property, cycle = null }: Finding): boolean {
  return property !== stuckThread && cycle === null;
}

/** Whether the current state, reached by a step that ended in `fault` or in none, shows the finding. */
export function shows(system: TransitionSystem, finding: Finding, fault: Fault | undefined): boolean {
  const liveness = system.liveness?.find(({ name }) => name === finding.property);
  if (liveness !== undefined) return fault === undefined && runsIntoFault(liveness, finding.fault);
  const property = system.predicates.find(({ name }) => name === finding.property);
  if (property === undefined) return showsCheck(system, finding, fault);
  if (fault !== undefined) return false;
  const said = answerOf(property);
  if (typeof said !== 'boolean') return isWanted(said, finding.fault);
  return finding.fault === null && said === (property.kind === 'sometimes');
}

/** Whether some predicate of the property runs into the fault in the current state. */
function runsIntoFault({ atoms, instances, holds }: CompiledLiveness, wanted: WantedFault | null): boolean {
  try {
    for (let instance = 1; instance <= instances; instance++) for (let atom = 0; atom < atoms; atom++) holds(atom, instance);
    return false;
  } catch (error) {
    if (error instanceof FaultError) return isWanted(error.fault, wanted);
    throw error;
  }
}

function showsCheck(system: TransitionSystem, finding: Finding, fault: Fault | undefined): boolean {
  if (fault !== undefined) return isWanted(fault, finding.fault);
  if (finding.fault !== null) return false;
  return isSeenInState(finding) ? isDeadlock(system) : isForeverStuck(system);
}

/** Whether it is the fault in question, and not another one of its kind. */
function isWanted({ kind, message, at }: Fault, wanted: WantedFault | null): boolean {
  return wanted !== null && wanted.kind === kind && (wanted.message ?? message) === message && (wanted.at ?? at) === at;
}

/** Whether an agent that is neither ended nor at rest has no step in any state that the others can still reach. */
function isForeverStuck(system: TransitionSystem): boolean {
  return stuckForever(system)?.length !== 0;
}
