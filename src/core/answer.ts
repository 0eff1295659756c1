import { type CompiledProperty, type Fault, FaultError } from './system.ts';

/** What a predicate says of the current state; the fault, if it runs into one. */
export function answerOf({ holds }: Pick<CompiledProperty, 'holds'>): boolean | Fault {
  try {
    return holds();
  } catch (error) {
    if (error instanceof FaultError) return error.fault;
    throw error;
  }
}
