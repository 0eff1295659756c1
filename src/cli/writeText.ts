import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../core/index.ts';

/** Writes a file that an option names. Throws a `UsageError` if it can't be written. */
export function writeText(file: string, text: string, option: string): void {
  try {
    writeFileSync(resolve(file), text.endsWith('\n') ? text : `${text}\n`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`cannot write ${file}: ${reason}\n  Give ${option} a file in a directory that can be written to.`);
  }
}
