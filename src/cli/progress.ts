import type { Progress, WalkProgress } from '../core/index.ts';
import { counted, grouped } from '../report/index.ts';
import { SizeEstimate } from './sizeEstimate.ts';

/** Where the progress of a search is shown: stderr, or what a test puts in its place. */
export interface Screen {
  readonly isTTY: boolean;
  /** Characters of a line, if it is a terminal's. */
  readonly columns?: number | undefined;
  write(text: string): void;
}

const often = 0.2;
const seldom = 10;

/** A line with the figures of a running search: overwritten on a terminal, otherwise written anew now and then. */
export class ProgressLine {
  #shown = false;
  #next = 0;
  #last: Progress | undefined;
  #estimate = new SizeEstimate();
  /** The last figures with a location that had not been reached before. */
  #newest: WalkProgress | undefined;

  constructor(private readonly screen: Screen) {}

  /** Takes the figures, and shows them if the last ones were shown some time ago. */
  show(so: Progress): void {
    if (this.#last !== undefined && so.seconds < this.#last.seconds) this.#begin();
    this.#last = so;
    const size = so.afterwards === undefined ? this.#estimate.after(so) : undefined;
    if (so.walks !== undefined && so.walks.locations !== this.#newest?.locations) this.#newest = so.walks;
    if (so.seconds < this.#next) return;
    this.#next = so.seconds + (this.screen.isTTY ? often : seldom);
    this.#write(figuresOf(so, size, this.#newest));
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#shown) this.screen.write('\r\x1b[K');
    this.#shown = false;
  }

  /** Another search begins. */
  #begin(): void {
    this.#next = 0;
    this.#estimate = new SizeEstimate();
    this.#newest = undefined;
  }

  #write(text: string): void {
    const { isTTY, columns } = this.screen;
    // A line that is wrapped could not be overwritten.
    this.screen.write(isTTY ? `\r\x1b[K${text.slice(0, columns && columns - 1)}` : `${text}\n`);
    this.#shown = isTTY;
  }
}

function figuresOf(so: Progress, size: number | undefined, newest: WalkProgress | undefined): string {
  if (so.afterwards !== undefined) return judgingFigures(so, so.afterwards);
  return so.walks === undefined ? searchFigures(so, size) : walkFigures(so, so.walks, newest);
}

function judgingFigures({ states, transitions, seconds }: Progress, { what, done }: NonNullable<Progress['afterwards']>): string {
  return `${counted(states, 'state')}, ${counted(transitions, 'transition')}, ${what}: ${Math.floor(100 * done)} %, ${seconds.toFixed(1)} s`;
}

function searchFigures({ states, transitions, depth, queue, seconds }: Progress, size: number | undefined): string {
  const seen = `${counted(states, 'state')}, ${counted(transitions, 'transition')}, depth ${grouped(depth)}`;
  const inAll = size === undefined ? '' : ` of about ${grouped(Number(size.toPrecision(2)))} states`;
  return `${seen}, ${grouped(queue)} to go${inAll}, ${seconds.toFixed(1)} s${rate(states, 'states', seconds)}`;
}

function walkFigures({ states, seconds }: Progress, walks: WalkProgress, newest: WalkProgress | undefined): string {
  const { distinct, locations, allLocations } = walks;
  const since = walks.walks - (newest?.walks ?? 0);
  const places = `${grouped(locations)} of ${counted(allLocations, 'location')}${since > 0 ? ` (none new for ${counted(since, 'walk')})` : ''}`;
  const seen = `${counted(walks.walks, 'walk')}, ${counted(distinct, 'state')}, ${places}`;
  return `${seen}, ${seconds.toFixed(1)} s${rate(walks.walks, 'walks', seconds)}${rate(states, 'steps', seconds)}`;
}

function rate(count: number, noun: string, seconds: number): string {
  return seconds > 0 ? `, ${grouped(Math.round(count / seconds))} ${noun}/s` : '';
}
