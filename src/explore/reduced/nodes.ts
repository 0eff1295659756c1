import type { TrackedSystem } from '../../core/index.ts';
import { newWay, type Node } from './ways.ts';

/** The places where an agent was seen to stand, each with what its frames held there. */
export class Nodes {
  private readonly known = new Map<number, Node[]>();
  /** What the frames hold now. */
  private readonly frames: Int32Array;

  constructor(
    private readonly system: TrackedSystem,
    private readonly agent: number,
    private readonly cells: readonly number[],
    /** Those of all agents, by their numbers. */
    private readonly all: Node[],
  ) {
    this.frames = new Int32Array(cells.length);
  }

  /** Where the agent stands in the current state. */
  current(): Node {
    const { system, agent, frames } = this;
    const place = system.place(agent);
    const alike = this.alike(this.look(place));
    for (const node of alike) if (node.place === place && holdsSame(node.frames, frames)) return node;
    const node = { number: this.all.length, agent, place, frames: frames.slice(), ways: [newWay()], visited: 0, learned: 0, noted: 0 };
    alike.push(node);
    this.all.push(node);
    return node;
  }

  /** Reads the frames; returns a number that is the same for the same. */
  private look(place: number): number {
    const { system, cells, frames } = this;
    let hash = place;
    for (let at = 0; at < cells.length; at++) {
      const value = system.value(cells[at]!);
      frames[at] = value;
      hash = (Math.imul(hash, 31) + value) | 0;
    }
    return hash;
  }

  private alike(hash: number): Node[] {
    let alike = this.known.get(hash);
    if (alike === undefined) {
      alike = [];
      this.known.set(hash, alike);
    }
    return alike;
  }
}

function holdsSame(one: Int32Array, other: Int32Array): boolean {
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false;
  return true;
}
