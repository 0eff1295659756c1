import { access, type AccessLog, noteLength } from '../../core/index.ts';

/**
 * Leaves out of the log of a step what it looked at before, and was told before: a step that goes round and round has a hundred thousand notes of a
 * few looks. Whatever it has written by then stays, for what that tells is not what it told.
 */
export function leaveOutRepeated(log: AccessLog): void {
  const { entries } = log;
  const seen = new Set<number>();
  const written = new Set<number>();
  let length = 0;
  for (let at = 0; at < log.length; at += noteLength) {
    const kind = entries[at]!;
    const cell = entries[at + 1]!;
    if (kind === access.write || kind === access.writeBits) written.add(cell);
    else if (isOfCell(kind) && !written.has(cell)) {
      const look = lookNumber(kind, cell, entries[at + 2]!);
      if (seen.has(look)) continue;
      seen.add(look);
    }
    entries.copyWithin(length, at, at + noteLength);
    length += noteLength;
  }
  log.length = length;
}

/** Whether it is a cell that is looked at, which only a write to it changes. */
function isOfCell(kind: number): boolean {
  return kind === access.read || kind === access.equals || kind === access.bits;
}

function lookNumber(kind: number, cell: number, operand: number): number {
  return (cell * 8 + kind) * 2 ** 32 + (operand >>> 0);
}
