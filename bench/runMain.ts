import { flagOf } from '../src/cli/perform.ts';
import { OptionError, UsageError } from '../src/core/index.ts';

/** Runs a script; of a mistake of whoever called it, one line goes to standard error, and the exit code is 2. */
export function runMain(main: () => void): void {
  try {
    main();
  } catch (error) {
    if (!isMistake(error)) throw error;
    process.stderr.write(`${error instanceof OptionError ? error.tell(flagOf) : error.message}\n`);
    process.exitCode = 2;
  }
}

function isMistake(error: unknown): error is Error {
  return error instanceof UsageError || (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
}
