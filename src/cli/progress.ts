import type { Progress } from '../core/index.ts';
import { counted, grouped } from '../report/index.ts';

/** Where the progress of a search is shown: stderr, or what a test puts in its place. */
export interface Screen {
  readonly isTTY: boolean;
  write(text: string): void;
}

const often = 0.2;
const seldom = 10;

/** A line with the figures of a running search: overwritten on a terminal, otherwise written anew now and then. */
export class ProgressLine {
  #shown = false;
  #next = 0;
  #last: Progress | undefined;

  constructor(private readonly screen: Screen) {}

  /** Takes the figures, and shows them if the last ones were shown some time ago. */
  show(so: Progress): void {
    if (this.#last !== undefined && so.seconds < this.#last.seconds) this.#next = 0;
    this.#last = so;
    if (so.seconds < this.#next) return;
    this.#next = so.seconds + (this.screen.isTTY ? often : seldom);
    this.screen.write(this.screen.isTTY ? `\r\x1b[K${figures(so)}` : `${figures(so)}\n`);
    this.#shown = this.screen.isTTY;
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#shown) this.screen.write('\r\x1b[K');
    this.#shown = false;
  }
}

function figures({ states, transitions, depth, queue, seconds }: Progress): string {
  const rate = seconds > 0 ? `, ${grouped(Math.round(states / seconds))} states/s` : '';
  const seen = `${counted(states, 'state')}, ${counted(transitions, 'transition')}, depth ${grouped(depth)}`;
  return `${seen}, ${grouped(queue)} to go, ${seconds.toFixed(1)} s${rate}`;
}
