/** Integer code of a set of states as they are: packed words side by side in X. It is read from this file like batch.ts. */

declare const W: number;
declare const X: Int32Array;
declare let homeMask: number;
declare let numbers: number;
declare let tags: number;
declare const R: Int32Array;
declare function unpack(at: number): void;
declare function hashOfState(at: number): number;
declare function sameWords(state: number, row: number): boolean;
declare function copyWords(state: number, row: number): void;

export function useSlot(_slot: number): void {}

export function loadState(state: number): void {
  unpack(state * W);
}

export function hashOf(state: number): number {
  return hashOfState(state * W);
}

export function isState(state: number, row: number): boolean {
  return sameWords(state * W, row);
}

/** There is room: it was asked for before. */
export function keepState(state: number, row: number): boolean {
  copyWords(state * W, row);
  return true;
}

/** Without a branch, which would often be predicted wrongly: where there is nothing to be compared, it looks at state 0. */
export function touch(entry: number, hash: number): number {
  const number = entry & numbers;
  const other = (entry ^ hash) & tags;
  return X[((number - ((number | -number) >>> 31)) & ~((other | -other) >> 31)) * W]!;
}

export function home(hash: number): number {
  return hash & homeMask;
}
