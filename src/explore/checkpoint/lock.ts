import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../../core/index.ts';
import { attempt, isSystemError, names } from './files.ts';

const ownerSchema = z.strictObject({ pid: z.int().positive(), host: z.string() });

/** Locks of this process: in a container, one that was killed may have had the same number. */
const held = new Set<string>();

/** Keeps other processes away from a directory as long as it is held; a process that was killed holds nothing. */
export class Lock {
  private constructor(private readonly file: string) {}

  /** Throws a `UsageError` if another search is at work in the directory. */
  static take(directory: string): Lock {
    const file = join(resolve(directory), names.lock);
    const remedy = 'Give a directory that can be written to, with room left on its disk.';
    return attempt(`cannot lock ${directory}`, remedy, () => {
      if (!create(file)) {
        takeAway(directory, file);
        // Another process may have been faster.
        if (!create(file)) refuseIfHeld(directory, file, textOf(file));
      }
      held.add(file);
      return new Lock(file);
    });
  }

  release(): void {
    held.delete(this.file);
    rmSync(this.file, { force: true });
  }
}

/** Makes the lock, so that it never stands there without its owner; false if there is one. */
function create(file: string): boolean {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ pid: process.pid, host: hostname() }));
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Takes a lock away that nobody holds. */
function takeAway(directory: string, file: string): void {
  const stale = textOf(file);
  if (stale === undefined) return;
  refuseIfHeld(directory, file, stale);
  const aside = `${file}.${process.pid}.old`;
  renameSync(file, aside);
  const taken = textOf(aside);
  // Another process has replaced it meanwhile.
  if (taken !== stale) linkSync(aside, file);
  rmSync(aside, { force: true });
}

function refuseIfHeld(directory: string, file: string, text: string | undefined): void {
  const owner = ownerSchema.safeParse(parsed(text ?? '')).data;
  if (owner === undefined) return;
  const { pid, host } = owner;
  if (host !== hostname()) {
    const remedy = `If none runs there any more, delete ${file} and try again.`;
    throw new UsageError(`a forkcheck on ${host} (process ${pid}) searches with ${directory}\n  ${remedy}`);
  }
  const isHeld = pid === process.pid ? held.has(file) : isAlive(pid);
  if (!isHeld) return;
  const remedy = `Wait until it has ended, or end it. If process ${pid} is no forkcheck, delete ${file} and try again.`;
  throw new UsageError(`another forkcheck (process ${pid}) searches with ${directory}\n  ${remedy}`);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** What a lock says; a damaged one says nothing, so nobody holds it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is one.
    return isSystemError(error) && error.code === 'EPERM';
  }
}
