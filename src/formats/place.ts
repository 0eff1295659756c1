import type { PropertyReport } from '../report/index.ts';

/** A line of a model. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** Where the run of a verdict comes to its end: at the fault, or at its last step; `undefined` if it has no step, or there is none. */
export function placeShown({ run }: PropertyReport): Place | undefined {
  const last = run?.steps.at(-1);
  if (last === undefined) return undefined;
  const [, file, line] = /^(.*):(\d+):\d+$/.exec(last.fault?.at ?? '') ?? [];
  return file === undefined ? last.from : { file, line: Number(line) };
}
