import type { Place, Telling } from '../core/index.ts';
import type { Step } from './history.ts';
import { isMachine, routeOf } from './route.ts';

/** Where a step stood, in the model and in the kernel. */
export interface Standpoint {
  /** Routines, outermost first: from the one with the kernel's line on. */
  readonly route: string;
  /** `kern_fork.c:933`; just the line where the model's module does not name its file; empty if nothing tells. */
  readonly kernel: string;
  /** `models/freebsd/fork.ts:84`, and what is written there. */
  readonly model: string;
  readonly text: string;
}

/** The lines of a model in which threads can stand. */
export class SourceLines {
  private readonly kernels: ReadonlyMap<string, string>;
  private readonly texts: ReadonlyMap<string, string>;

  constructor({ sources }: Telling) {
    this.kernels = new Map(sources.map(({ file, kernel }) => [file, kernel]));
    this.texts = new Map(sources.flatMap(({ file, lines }) => lines.map(([line, text]) => [`${file}:${line}`, text] as const)));
  }

  /** The innermost line that tells a line of the kernel stands for the step: locks and queues are the machine's, and have none. */
  standpoint({ places, from }: Pick<Step, 'places' | 'from'>): Standpoint {
    const told = places.map((place, index) => this.kernelLine(place, index === places.length - 1 ? from.point : ''));
    const found = told.findLastIndex((line) => line !== '');
    const own = places.findLastIndex((place) => !isMachine(place));
    const at = Math.max(0, found < 0 ? own : found);
    const place = places[at] ?? from;
    const model = `${place.file}:${place.line}`;
    return {
      route: routeOf(places.length === 0 ? [from] : places.slice(Math.max(0, found)), from),
      kernel: told[at] ?? '',
      model,
      text: this.textOf(place),
    };
  }

  textOf({ file, line }: Omit<Place, 'routine'>): string {
    return this.texts.get(`${file}:${line}`) ?? '';
  }

  /** A yield names its line; beside a call, a comment does. */
  private kernelLine(place: Place, point: string): string {
    const line = /^\d+/.exec(point)?.[0] ?? /\/\/ (\d+)\b[^/]*$/.exec(this.textOf(place))?.[1];
    if (line === undefined) return '';
    const file = this.kernels.get(place.file) ?? '';
    return file === '' ? `line ${line}` : `${file}:${line}`;
  }
}
