import { CompileError, UsageError } from '../core/index.ts';
import type { World } from './world.ts';

/** Does something, or tells what keeps it from being done, so that nothing else is lost for it. Says whether it is done. */
export function orTell(act: () => void, world: World): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof CompileError)) throw error;
    world.tell(`forkcheck: ${error.message}`);
    return false;
  }
}
