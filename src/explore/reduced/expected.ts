import { type CompiledProperty, FaultError } from '../../core/index.ts';

/** Whether a property says in the current state what it does as long as there is nothing to tell of it. */
export function saysWhatIsExpected(predicate: CompiledProperty): boolean {
  try {
    return predicate.holds() === (predicate.kind === 'always');
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return false;
  }
}
