import { closeSync, openSync, readSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../core/folder.ts';
import { UsageError } from '../../core/index.ts';
import { attempt, isSystemError, writeAll } from '../checkpoint/files.ts';

/** A file for what has no room in memory. It has no name while it is open, so that nothing is left of it, however the search ends. */
export class SpillFile {
  private readonly directory: string;
  private readonly fd: number;
  /** The directory, if it was made for the file. */
  private readonly made: string | undefined;
  /** The file, where one that is open must keep its name. */
  private readonly named: string | undefined;
  private end = 0;

  private constructor(directory: string, fd: number, made: string | undefined, named: string | undefined) {
    this.directory = directory;
    this.fd = fd;
    this.made = made;
    this.named = named;
  }

  /** Makes the directory unless it is there, and a file in it. Throws a `UsageError` if it cannot. */
  static open(directory: string): SpillFile {
    const [made, file, fd] = attempt(`cannot make a file in ${directory}`, remedy, () => {
      const made = makeFolder(directory);
      return [made, ...openNew(directory)] as const;
    });
    if (process.platform === 'win32') return new SpillFile(directory, fd, made, file);
    rmSync(file);
    return new SpillFile(directory, fd, made, undefined);
  }

  /** Bytes that were written. */
  get length(): number {
    return this.end;
  }

  /** Writes an array at the end; returns where, in bytes. Throws a `UsageError` if the disk is full. */
  append(array: Int32Array): number {
    const at = this.end;
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    attempt(`cannot write to the spill directory ${this.directory}`, remedy, () => writeAll(this.fd, bytes, at));
    this.end += bytes.length;
    return at;
  }

  /** Fills an array with what was written at a place. */
  read(into: Int32Array, at: number): void {
    const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
    attempt(`cannot read what was written to ${this.directory}`, remedy, () => {
      for (let done = 0; done < bytes.length; ) {
        const read = readSync(this.fd, bytes, done, bytes.length - done, at + done);
        if (read === 0) throw new UsageError(`what was written to ${this.directory} is not there any more\n  ${remedy}`);
        done += read;
      }
    });
  }

  /** Lets go of the file, and of the directory if it was made for it. */
  close(): void {
    closeSync(this.fd);
    if (this.named !== undefined) rmSync(this.named, { force: true });
    if (this.made !== undefined) removeIfEmpty(this.directory);
  }
}

const remedy = 'Give a directory on a disk with more room, that can be written to.';

/** Opens a file that was not there. */
function openNew(directory: string): readonly [string, number] {
  for (let number = 0; ; number++) {
    const file = join(directory, `spill-${process.pid}-${number}`);
    try {
      return [file, openSync(file, 'wx+')];
    } catch (error) {
      if (!isSystemError(error) || error.code !== 'EEXIST') throw error;
    }
  }
}

function removeIfEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch (error) {
    // Somebody else has put something there.
    if (!isSystemError(error)) throw error;
  }
}
