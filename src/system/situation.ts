import type { Executable, HeldLock, Shown, Situation, Situations, Telling } from '../core/index.ts';
import type { Emitted } from './emitted.ts';
import type { Tables } from './tables.ts';

/** A local variable of the routine in which an agent stands. */
export interface Local {
  readonly cell: number;
  readonly shown: Shown | undefined;
}

/** Tells what agents hold, want and sleep on in the current state. */
export class SituationTeller {
  constructor(
    private readonly executable: Executable,
    private readonly emitted: Emitted,
    private readonly tables: Tables,
  ) {}

  /** `locals` are those of the routine in which the agent stands. */
  of(agent: number, locals: readonly Local[]): Situation {
    const { telling } = this.executable;
    const { situations, structs, cells } = telling;
    const { S } = this.tables;
    const address = situations.threads[agent];
    const field = (offset: number): number => (address === undefined || offset < 0 ? 0 : (S[address + offset] ?? 0));
    const sleepsOn = field(situations.asleep);
    const process = field(situations.process.offset);
    return {
      holds: address === undefined ? [] : locksHeldBy(situations, S, agent),
      wants: address === undefined || this.emitted.ended(agent) || this.isFree(agent) ? [] : this.wantedBy(agent, locals),
      ...(sleepsOn !== 0 && { sleepsOn: cells[sleepsOn - 1]?.[0] ?? `address ${sleepsOn}` }),
      suspended: field(situations.suspended) !== 0,
      ...(situations.onCpu >= 0 && address !== undefined && { onCpu: field(situations.onCpu) !== 0 }),
      ...(process !== 0 && { process: structs[situations.process.family]?.[process - 1] ?? '' }),
    };
  }

  /** The locks each of which, were it free, would let the agent go on; where none is by itself, those that its routine is about. */
  private wantedBy(agent: number, locals: readonly Local[]): readonly string[] {
    const { telling } = this.executable;
    const { S, P } = this.tables;
    const now = P.slice();
    const held = telling.situations.locks.filter(({ owners, sharers }) => [...owners, ...sharers].some((cell) => S[cell] !== 0));
    const enough = held.filter((lock) => {
      this.emitted.load(this.without(now, [...lock.owners, ...lock.sharers]), 0);
      const isFree = this.isFree(agent);
      this.emitted.load(now, 0);
      return isFree;
    });
    return enough.length > 0 ? enough.map(({ path }) => path) : locals.flatMap(({ cell, shown }) => lockOf(telling, shown, S[cell] ?? 0) ?? []);
  }

  /** The packed state with some cells set to 0. */
  private without(packed: Int32Array, cells: readonly number[]): Int32Array {
    const { word, shift } = this.executable;
    const changed = packed.slice();
    for (const cell of cells) changed[word[cell]!]! -= (this.tables.S[cell] ?? 0) << shift[cell]!;
    return changed;
  }

  /** Whether nothing but a CPU may keep the thread from a step; a guard that runs into a fault does not. */
  private isFree(thread: number): boolean {
    return this.emitted.outside(() => this.emitted.blocked(thread + 1)) !== true;
  }
}

function locksHeldBy({ locks }: Situations, S: Int32Array, agent: number): readonly HeldLock[] {
  return locks.flatMap(({ path, owners, sharers }): readonly HeldLock[] => {
    if (owners.some((cell) => S[cell] === agent + 1)) return [{ path, shared: false }];
    return sharers.some((cell) => (((S[cell] ?? 0) >>> agent) & 1) === 1) ? [{ path, shared: true }] : [];
  });
}

/** The lock that a local variable refers to, if it is one. */
function lockOf({ situations, structs }: Telling, shown: Shown | undefined, value: number): string | undefined {
  if (shown?.kind !== 'ref' || value === 0) return undefined;
  const path = structs[shown.family]?.[value - 1];
  return situations.locks.some((lock) => lock.path === path) ? path : undefined;
}
