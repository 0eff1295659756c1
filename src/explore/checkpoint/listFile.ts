import { createHash, type Hash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readSync } from 'node:fs';
import { UsageError } from '../../core/index.ts';
import { attempt, writeAll } from './files.ts';
import type { ListSum } from './manifest.ts';

const chunkLength = 2 ** 16;

/** A list of 32-bit integers in a file, which grows at its end. */
export class ListFile {
  private readonly file: string;
  private readonly fd: number;
  private count = 0;
  private readonly hash: Hash = createHash('sha256');

  private constructor(file: string, fd: number) {
    this.file = file;
    this.fd = fd;
  }

  /** An empty list; whatever the file holds does not count. */
  static create(file: string): ListFile {
    return new ListFile(file, openSync(file, 'w+'));
  }

  /** The list that was saved; integers behind it do not count. Throws a `UsageError` if it is not as it was. */
  static open(file: string, { length, sha256 }: ListSum, remedy: string): ListFile {
    const list = new ListFile(file, attempt(`cannot open ${file}`, remedy, () => openSync(file, 'r+')));
    try {
      for (const chunk of list.read(length, remedy)) list.hash.update(chunk);
      list.count = length;
      if (list.sum.sha256 !== sha256) throw new UsageError(`${file} is damaged: its sha-256 is another one\n  ${remedy}`);
      return list;
    } catch (error) {
      list.close();
      throw error;
    }
  }

  get length(): number {
    return this.count;
  }

  get sum(): ListSum {
    return { length: this.count, sha256: this.hash.copy().digest('hex') };
  }

  append(values: Int32Array): void {
    writeAll(this.fd, new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 4 * this.count);
    this.hash.update(values);
    this.count += values.length;
  }

  /** The first integers, an even number at a time but for the last; a chunk is good until the next one is asked for. */
  *read(length: number, remedy: string): Generator<Int32Array> {
    const chunk = new Int32Array(chunkLength);
    for (let at = 0; at < length; at += chunkLength) {
      const some = chunk.subarray(0, Math.min(chunkLength, length - at));
      attempt(`cannot read ${this.file}`, remedy, () => this.fill(some, at, remedy));
      yield some;
    }
  }

  /** Makes sure that it outlasts a power failure. */
  sync(): void {
    fsyncSync(this.fd);
  }

  close(): void {
    closeSync(this.fd);
  }

  private fill(some: Int32Array, at: number, remedy: string): void {
    const bytes = new Uint8Array(some.buffer, 0, some.byteLength);
    for (let done = 0; done < bytes.length; ) {
      const read = readSync(this.fd, bytes, done, bytes.length - done, 4 * at + done);
      if (read === 0) throw new UsageError(`${this.file} is damaged: its end is missing\n  ${remedy}`);
      done += read;
    }
  }
}
