import seedrandom from 'seedrandom';

/** Gives a number from 0 up to, but not including, 1. */
export type Random = () => number;

/** All that is random in a walk: it depends on the seed and on the walk's number, so that any walk can be taken alone. */
export function randomOf(seed: string, walk: number | string): Random {
  return seedrandom(`${seed}/${walk}`);
}

/** A whole number from 0 to below `count`. */
export function below(random: Random, count: number): number {
  return Math.floor(random() * count);
}

/** One of them, each as likely as another. */
export function oneOf<T>(random: Random, all: readonly [T, ...T[]]): T {
  return all[below(random, all.length)] ?? all[0];
}
