import type { Progress } from '../core/index.ts';

/** How far the queue has to have shrunk for its shrinking to say something. */
const shrunk = 3 / 4;

/**
 * Estimates how many states there will be, where that is honest: in a breadth-first search whose queue has shrunk by a quarter
 * since it was longest. As long as the queue grows, nothing is known of what is still to come; then every expanded state brings
 * less than one new state, and the estimate is what there would be in the end if it went on like that. A depth-first queue is a path, and
 * a random walk has none.
 */
export class SizeEstimate {
  private longest: Progress | undefined;

  /** Takes the figures of a search as it goes on: the estimate, or `undefined` where there is none. */
  after(so: Progress): number | undefined {
    if (so.search !== 'bfs') return undefined;
    if (this.longest === undefined || so.queue >= this.longest.queue || so.states < this.longest.states) this.longest = so;
    const { longest } = this;
    if (so === longest || so.queue > longest.queue * shrunk) return undefined;
    const expandedEach = (expanded(so) - expanded(longest)) / (longest.queue - so.queue);
    return expanded(so) + so.queue * expandedEach;
  }
}

function expanded({ states, queue }: Progress): number {
  return states - queue;
}
