import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../core/folder.ts';
import { UsageError } from '../core/index.ts';
import { type Counterexample, counterexampleFormat, counterexampleSchema, lassoFormat } from './counterexample.ts';

/** The bytes of a counterexample file: the same for the same finding. */
export function counterexampleText(counterexample: Counterexample): string {
  return `${JSON.stringify(counterexampleSchema.parse(counterexample), undefined, 2)}\n`;
}

/** Writes a counterexample to a temporary file beside `file` and renames it, so that nothing is ever half written. */
export function saveCounterexample(counterexample: Counterexample, file: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    makeFolder(dirname(file));
    writeFileSync(temporary, counterexampleText(counterexample));
    renameSync(temporary, file);
  } catch (error) {
    discard(temporary);
    throw new UsageError(
      `cannot save the counterexample to ${file}: ${reasonOf(error)}\n` +
        '  Give a directory that can be written to, with room left on its disk.',
    );
  }
}

function discard(temporary: string): void {
  try {
    rmSync(temporary, { force: true });
  } catch {
    // Where not even the directory exists there is nothing to clean up, and the first error says more.
  }
}

/** Reads and validates a counterexample file; what is wrong with it is a `UsageError` that names the place in the JSON. */
export function loadCounterexample(file: string): Counterexample {
  const result = counterexampleSchema.safeParse(parse(file, read(file)));
  if (result.success) return result.data;
  const problems = result.error.issues.slice(0, 3).map((issue) => `  at ${placeIn(issue)}: ${issue.message}`);
  throw new UsageError(
    [
      `${file} is not a counterexample of the format ${counterexampleFormat} or ${lassoFormat}:`,
      ...problems,
      '  Save it again with: forkcheck check KERNEL SCENARIO --save DIR',
    ].join('\n'),
  );
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${reasonOf(error)}\n  Give the path of a saved counterexample.`);
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(
      `${file} is not JSON: ${reasonOf(error)}\n` +
        '  The file is damaged; save it again with: forkcheck check KERNEL SCENARIO --save DIR',
    );
  }
}

function placeIn(issue: z.core.$ZodIssue): string {
  const path = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`));
  return path.join('').replace(/^\./, '') || 'the top level';
}

/** The first line of an error, without the system call's own repetition of the path. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0]?.replace(/, \w+ '.*$/, '') ?? message;
}
