import type { HeldLock, Shown, Situation, Situations, Telling } from '../core/index.ts';

/** A local variable of the routine in which an agent stands. */
interface Local {
  readonly cell: number;
  readonly shown: Shown | undefined;
}

/** What an agent holds, wants and sleeps on in the state that `S` holds; `locals` are those of the routine in which it stands. */
export function situationOf(telling: Telling, S: Int32Array, agent: number, locals: readonly Local[]): Situation {
  const { situations, structs, cells } = telling;
  const address = situations.threads[agent];
  const field = (offset: number): number => (address === undefined || offset < 0 ? 0 : (S[address + offset] ?? 0));
  const sleepsOn = field(situations.asleep);
  const process = field(situations.process.offset);
  return {
    holds: address === undefined ? [] : locksHeldBy(situations, S, agent + 1),
    wants: locals.flatMap(({ cell, shown }) => lockOf(telling, shown, S[cell] ?? 0) ?? []),
    ...(sleepsOn !== 0 && { sleepsOn: cells[sleepsOn - 1]?.[0] ?? `address ${sleepsOn}` }),
    suspended: field(situations.suspended) !== 0,
    ...(situations.onCpu >= 0 && address !== undefined && { onCpu: field(situations.onCpu) !== 0 }),
    ...(process !== 0 && { process: structs[situations.process.family]?.[process - 1] ?? '' }),
  };
}

function locksHeldBy({ locks }: Situations, S: Int32Array, thread: number): readonly HeldLock[] {
  return locks.flatMap(({ path, owners, sharers }): readonly HeldLock[] => {
    if (owners.some((cell) => S[cell] === thread)) return [{ path, shared: false }];
    return sharers.some((cell) => (((S[cell] ?? 0) >>> (thread - 1)) & 1) === 1) ? [{ path, shared: true }] : [];
  });
}

/** The lock that a local variable refers to, if it is one. */
function lockOf({ situations, structs }: Telling, shown: Shown | undefined, value: number): string | undefined {
  if (shown?.kind !== 'ref' || value === 0) return undefined;
  const path = structs[shown.family]?.[value - 1];
  return situations.locks.some((lock) => lock.path === path) ? path : undefined;
}
