import { access, type AccessLog, noteLength, type TrackedSystem } from '../../core/index.ts';

/** How a step wrote to a cell: as a whole, or only some bits. */
export interface Write {
  readonly cell: number;
  readonly whole: boolean;
  /** The bits that were written, if not the whole was. */
  readonly mask: number;
  /** Some bits were first, then the whole: what it held before counts for nothing. */
  readonly wasSet: boolean;
  /** What the cell holds after the step. */
  readonly now: number;
  /** Whether the step used what the cell held, or compared it with that, before it wrote. */
  relied(old: number): boolean;
}

/** A note of a look. */
export interface Noted {
  readonly kind: number;
  readonly cell: number;
  readonly operand: number;
}

/**
 * What came of a step, in terms that are the same wherever the step looks at the same: what it looked at before it had set it, and what it
 * has written.
 */
export interface Effect {
  readonly looks: readonly Noted[];
  readonly writes: readonly Write[];
}

/** What has come of the step that the log of a system tells of; the current state is the one after it. */
export function effectOf(system: Pick<TrackedSystem, 'log' | 'value'>): Effect {
  const { log } = system;
  const looks: Noted[] = [];
  const writes = new Map<number, Writing>();
  const relied = new Map<number, Relied>();
  for (let at = 0; at < log.length; at += noteLength) {
    const { kind, cell, operand } = noteAt(log, at);
    const written = kind === access.inside ? undefined : writes.get(cell);
    if (kind === access.write || kind === access.writeBits) writes.set(cell, writingAfter(written, kind, operand));
    else if (written?.whole !== true) {
      looks.push({ kind, cell, operand });
      if (kind === access.read || kind === access.equals) relied.set(cell, reliedAfter(relied.get(cell), kind, operand));
    }
  }
  return { looks, writes: [...writes].map(([cell, one]) => ({ cell, ...one, now: system.value(cell), relied: (old) => reliesOn(relied.get(cell), old) })) };
}

/** Whether what came of a step is settled by what it looked at, and that told before it. */
export function isSettled({ log, frameOf }: Pick<TrackedSystem, 'log' | 'frameOf'>, agent: number): boolean {
  const inPart = new Set<number>();
  const started = new Set<number>([-1]);
  for (let at = 0; at < log.length; at += noteLength) {
    const { kind, cell } = noteAt(log, at);
    if (kind === access.writeBits) inPart.add(cell);
    if (kind === access.write) inPart.delete(cell);
    if (kind === access.write || kind === access.writeBits) started.add(frameOf(cell));
    // The other bits have their share in whether it is this number, and are not told of.
    if (kind === access.equals && inPart.has(cell)) return false;
    if (kind === access.inside && cell !== agent && started.has(cell)) return false;
  }
  return true;
}

type Writing = Pick<Write, 'whole' | 'mask' | 'wasSet'>;

function writingAfter(before: Writing | undefined, kind: number, mask: number): Writing {
  if (before === undefined) return { whole: kind === access.write, mask: kind === access.write ? 0 : mask, wasSet: false };
  if (before.whole) return before;
  return kind === access.write ? { whole: false, mask: -1, wasSet: true } : { ...before, mask: before.mask | mask };
}

/** What a step was told of a cell: all of it, or whether it is one of some numbers. */
type Relied = 'all' | readonly number[];

function reliedAfter(before: Relied | undefined, kind: number, operand: number): Relied {
  return kind === access.read || before === 'all' ? 'all' : [...(before ?? []), operand];
}

function reliesOn(relied: Relied | undefined, old: number): boolean {
  return relied === 'all' || relied?.includes(old) === true;
}

function noteAt({ entries }: AccessLog, at: number): Noted {
  return { kind: entries[at]!, cell: entries[at + 1]!, operand: entries[at + 2]! };
}

/** A text that is the same for the same writes. */
export function writesKey({ writes }: Pick<Effect, 'writes'>): string {
  const one = ({ cell, whole, mask, now }: Write): string => (whole ? `${cell}=${now}` : `${cell}&${mask}=${now & mask}`);
  return writes.map(one).toSorted().join();
}
