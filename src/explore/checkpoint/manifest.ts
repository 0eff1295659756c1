import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { BoundName } from '../../core/index.ts';
import { count, findingsSchema, judgementSchema } from './verdicts.ts';

/** Format of the whole directory; another number stands for a directory that this code cannot read. */
export const checkpointFormat = 'forkcheck-checkpoint/1';

const sum = z.string().regex(/^[0-9a-f]{64}$/);

/** A file of 32-bit integers: those behind the first `length` were written by a search that was killed, and do not count. */
const list = z.strictObject({ length: count, sha256: sum });

/** What a search knows between two batches, beside how it came to the states and which of them its runs go on to. */
const known = z.strictObject({
  states: count,
  expanded: count,
  transitions: count,
  /** How many states the judge has seen. */
  judged: count,
  cutSome: z.boolean(),
  /** Whether there are steps onward: for want of memory, or if nobody asks for them, there are none. */
  keepsOnward: z.boolean(),
  mayGoNative: z.boolean(),
  /** From how many states on it has been searching in WebAssembly, and how far memory and table have grown there. */
  native: z.strictObject({ from: count, pages: count, slots: count }).nullable(),
  /** Locations where some agent stood. */
  reached: z.array(count),
  findings: findingsSchema,
});

const place = z.strictObject({ depth: count, next: count, layerEnd: count });

/** What a search that has ended says. */
const result = z.strictObject({
  coverage: z.strictObject({ states: count, transitions: count, depth: count, complete: z.boolean() }),
  judgements: z.array(judgementSchema),
  reached: z.array(count),
  locations: count,
  bound: z.custom<BoundName>((name) => typeof name === 'string').exactOptional(),
});

export const manifestSchema = z.strictObject({
  format: z.literal(checkpointFormat),
  subject: z.unknown(),
  /** Of the model and of what is claimed about it. */
  digest: sum,
  /** How long it has been searched, in seconds. */
  seconds: z.number().nonnegative(),
  progress: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('begun') }),
    z.strictObject({ kind: z.literal('searching'), known, place, files: z.strictObject({ links: list, onward: list }) }),
    z.strictObject({ kind: z.literal('finished'), result }),
  ]),
  /** Of the object without this field, as JSON without white space. */
  sha256: sum,
});

export type Manifest = z.infer<typeof manifestSchema>;
export type Progress = Manifest['progress'];
export type Known = z.infer<typeof known>;
export type ListSum = z.infer<typeof list>;
export type FinishedResult = z.infer<typeof result>;

/** The manifest with its sum, as the text of a file. */
export function manifestText(manifest: Omit<Manifest, 'sha256'>): string {
  return `${JSON.stringify({ ...manifest, sha256: sumOf(manifest) })}\n`;
}

/** What is wrong with what was read from a manifest, or the manifest. */
export function parseManifest(value: unknown): Manifest | string {
  const format = formatOf(value);
  if (format === undefined) return 'it is no manifest of a checkpoint';
  if (format !== checkpointFormat) return `its format is ${format}, and this forkcheck reads ${checkpointFormat}`;
  const { sha256, ...rest } = value as Record<string, unknown>;
  if (sha256 !== sumOf(rest)) return 'it is damaged: its sha-256 is another one';
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  return `it is damaged at ${parsed.error.issues[0]?.path.join('.') || 'the top level'}: ${parsed.error.issues[0]?.message}`;
}

function formatOf(value: unknown): string | undefined {
  const found = z.object({ format: z.string() }).safeParse(value);
  return found.success ? found.data.format : undefined;
}

function sumOf(value: object): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
