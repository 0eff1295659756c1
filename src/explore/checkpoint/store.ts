import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type CheckpointSettings, type SearchResult, type TransitionSystem, UsageError } from '../../core/index.ts';
import type { Place } from '../layers.ts';
import { attempt, makeDirectory, names, readText, replaceFile } from './files.ts';
import { ListFile } from './listFile.ts';
import { Lock } from './lock.ts';
import { checkpointFormat, type Manifest, manifestText, parseManifest, type Progress } from './manifest.ts';
import type { ResumableExpansion } from './resumableExpansion.ts';

/** Integers that are copied at a time. */
const together = 2 ** 16;

interface Lists {
  readonly links: ListFile;
  readonly onward: ListFile;
}

/**
 * What a search keeps in a directory. The lists only grow at their ends; the manifest says how much of them counts, and is
 * replaced as a whole when that is on the disk. So whenever the process is killed, the last checkpoint is there.
 */
export class Store {
  private readonly directory: string;
  private readonly lock: Lock;
  private readonly about: Pick<Manifest, 'format' | 'subject' | 'digest'>;
  private readonly lists: Lists | undefined;
  /** As it was found. */
  private readonly manifest: Manifest | undefined;

  private constructor(system: TransitionSystem, { directory, subject, resumes }: CheckpointSettings) {
    this.directory = directory;
    this.about = { format: checkpointFormat, subject, digest: digestOf(system) };
    if (!resumes) makeDirectory(directory);
    else readManifest(directory);
    this.lock = Lock.take(directory);
    try {
      if (resumes) this.manifest = this.readOwn();
      else this.write({ kind: 'begun' }, 0);
      this.lists = this.openLists();
    } catch (error) {
      this.lock.release();
      throw error;
    }
  }

  /** Begins in an empty directory, or goes on with what is there. Throws a `UsageError` if the directory does not allow it. */
  static open(system: TransitionSystem, settings: CheckpointSettings): Store {
    return new Store(system, settings);
  }

  /** The result of a search that has ended before. */
  get result(): SearchResult | undefined {
    const progress = this.manifest?.progress;
    if (progress?.kind !== 'finished') return undefined;
    const { reached, locations, ...result } = progress.result;
    return { ...result, reached: Uint8Array.from({ length: locations }, (_, at) => (reached.includes(at) ? 1 : 0)) };
  }

  /** For how many seconds there was a search before. */
  get seconds(): number {
    return this.manifest?.seconds ?? 0;
  }

  /** Brings a search to where the last checkpoint was; where to go on, unless it is to begin. */
  restore(found: ResumableExpansion): Place | undefined {
    const progress = this.manifest?.progress;
    if (progress?.kind !== 'searching' || this.lists === undefined) return undefined;
    const { links, onward } = this.lists;
    const remedy = startAnew(this.directory);
    if (!found.restore(progress.known, links.read(links.length, remedy), onward.read(onward.length, remedy))) {
      throw new UsageError(`there is less memory than when ${this.directory} was saved\n  Make room in memory, then go on by \`forkcheck resume ${this.directory}\`.`);
    }
    return progress.place;
  }

  /** Saves how far a search is. Throws a `UsageError` if that cannot be written; what was saved before stays. */
  save(found: ResumableExpansion, place: Place, seconds: number): void {
    const { lists } = this;
    if (lists === undefined) throw new Error('forkcheck bug: a search that has ended goes on');
    const known = found.save();
    this.writing(() => {
      append(lists.links, 2 * known.states, (from, end) => found.linksOf(from / 2, end / 2));
      append(lists.onward, found.onwardLength, (from, end) => found.onwardOf(from, end));
      for (const list of [lists.links, lists.onward]) list.sync();
    });
    this.write({ kind: 'searching', known, place, files: { links: lists.links.sum, onward: lists.onward.sum } }, seconds);
  }

  /** Saves what a search says that has ended; how it got there is not needed any more. */
  finish({ reached, coverage, judgements, bound }: SearchResult, seconds: number): void {
    const { states, transitions, depth, complete } = coverage;
    const result = {
      coverage: { states, transitions, depth, complete },
      judgements: [...judgements],
      reached: [...reached.keys()].filter((at) => reached[at] !== 0),
      locations: reached.length,
    };
    this.write({ kind: 'finished', result: { ...result, ...(bound !== undefined && { bound }) } }, seconds);
    this.writing(() => [names.links, names.onward].forEach((name) => rmSync(join(this.directory, name), { force: true })));
  }

  close(): void {
    this.lists?.links.close();
    this.lists?.onward.close();
    this.lock.release();
  }

  private readOwn(): Manifest {
    const manifest = readManifest(this.directory);
    if (manifest.digest === this.about.digest) return manifest;
    throw new UsageError(
      `the model, or a property, has changed since ${this.directory} was saved\n` +
        '  Bring it back as it was; or check the new one with another directory.',
    );
  }

  private openLists(): Lists | undefined {
    const progress = this.manifest?.progress ?? { kind: 'begun' };
    const [links, onward] = [names.links, names.onward].map((name) => join(this.directory, name)) as [string, string];
    switch (progress.kind) {
      case 'begun':
        return this.writing(() => ({ links: ListFile.create(links), onward: ListFile.create(onward) }));
      case 'searching': {
        const remedy = startAnew(this.directory);
        return { links: ListFile.open(links, progress.files.links, remedy), onward: ListFile.open(onward, progress.files.onward, remedy) };
      }
      case 'finished':
        return undefined;
    }
  }

  private write(progress: Progress, exactly: number): void {
    // Of a number with so few digits, none can change unnoticed.
    const seconds = Math.round(1000 * exactly) / 1000;
    this.writing(() => replaceFile(this.directory, names.manifest, manifestText({ ...this.about, seconds, progress })));
  }

  private writing<T>(act: () => T): T {
    const remedy = `Make sure that it can be written to, with room left on its disk; then go on by \`forkcheck resume ${this.directory}\`.`;
    return attempt(`cannot write the checkpoint to ${this.directory}`, remedy, act);
  }
}

/** What was being checked with a directory, as `CheckpointSettings` had it. Throws a `UsageError` if there is no checkpoint. */
export function readSubject(directory: string): unknown {
  return readManifest(directory).subject;
}

function readManifest(directory: string): Manifest {
  const file = join(directory, names.manifest);
  const text = readText(file, 'Give the directory of a `forkcheck check KERNEL SCENARIO --checkpoint DIR`.');
  const manifest = parseManifest(valueOf(text));
  if (typeof manifest !== 'string') return manifest;
  throw new UsageError(`cannot go on with ${file}: ${manifest}\n  ${startAnew(directory)}`);
}

function startAnew(directory: string): string {
  return `Check anew with another directory than ${directory}, or bring the files back as they were.`;
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Appends what a list has not got yet. */
function append(list: ListFile, length: number, read: (from: number, end: number) => Int32Array): void {
  while (list.length < length) list.append(read(list.length, Math.min(length, list.length + together)));
}

/** Of all that a result depends on beside the settings. */
function digestOf({ digest, words, agents, locations, predicates, liveness }: TransitionSystem): string {
  const claims = [...predicates, ...(liveness ?? [])].map((one) => ({ ...one, holds: undefined }));
  return createHash('sha256').update(JSON.stringify([digest, words, agents, locations, claims])).digest('hex');
}
