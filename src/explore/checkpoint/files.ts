import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../core/folder.ts';
import { UsageError } from '../../core/index.ts';

/** Names of what a checkpoint's directory holds; what is written anew gets the ending first and its own name when it is complete. */
export const names = { manifest: 'manifest.json', links: 'links', onward: 'onward', lock: 'lock', unfinished: '.tmp' } as const;

/** Makes the directory unless it is there. Throws a `UsageError` if it cannot be, or holds anything that is not a checkpoint's. */
export function makeDirectory(directory: string): void {
  attempt(`cannot make the directory ${directory}`, 'Give a directory that can be written to.', () => makeFolder(directory));
  const found = attempt(`cannot read the directory ${directory}`, 'Give a directory that can be read and written.', () => readdirSync(directory));
  if (found.includes(names.manifest)) {
    const remedy = `Go on with it by \`forkcheck resume ${directory}\`, or give another directory.`;
    throw new UsageError(`${directory} holds a checkpoint already\n  ${remedy}`);
  }
  const strange = found.find((name) => !isOurs(name));
  if (strange === undefined) return;
  throw new UsageError(`${directory} holds ${strange}, which is no part of a checkpoint\n  Give an empty directory, or one that is not there yet.`);
}

/** Whether a search that was killed before its first checkpoint may have left it. */
function isOurs(name: string): boolean {
  return name === names.links || name === names.onward || name === `${names.manifest}${names.unfinished}` || /^lock(\.|$)/.test(name);
}

/** Puts a text in a file's place, so that after a crash there is the old text or the new one. */
export function replaceFile(directory: string, name: string, text: string): void {
  const file = join(directory, name);
  const unfinished = `${file}${names.unfinished}`;
  const fd = openSync(unfinished, 'w');
  try {
    writeAll(fd, Buffer.from(text), 0);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(unfinished, file);
  syncDirectory(directory);
}

/** Writes all bytes at a place of a file: a disk that fills up takes some of them before it says so. */
export function writeAll(fd: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done, at + done);
}

export function readText(file: string, remedy: string): string {
  return attempt(`cannot read ${file}`, remedy, () => readFileSync(file, 'utf8'));
}

/** What `act` returns; what the file system refuses is a `UsageError` that says what could not be done, and the remedy. */
export function attempt<T>(what: string, remedy: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new UsageError(`${what}: ${error.message.replace(/, \w+( '.*)?$/, '')}\n  ${remedy}`);
  }
}

export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

/** Makes sure that a renamed file keeps its new name after a power failure. */
function syncDirectory(directory: string): void {
  // Windows opens no directories.
  if (process.platform === 'win32') return;
  const fd = openSync(directory, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
