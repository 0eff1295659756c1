import { Bits } from './bits.ts';
import type { Node, Recipe } from './ways.ts';

/** What something rests on that was found out since one began to take note: it stays true until more is learned of any of this. */
export class Evidence {
  /** Where agents stood or might come to stand. */
  nodes: Node[] = [];
  /** The parts of properties of which it was asked what they may say. */
  readonly parts = new Bits();
  /** Those of which it was asked what they look at in some state, where nothing was open. */
  readonly glimpsed = new Bits();
  /** To what it belongs that they change (see `Atoms`). */
  readonly owners = new Bits();
  private period = 0;

  begin(): void {
    this.period++;
    this.nodes = [];
    this.parts.clear();
    this.glimpsed.clear();
    this.owners.clear();
  }

  note(node: Node): void {
    if (node.noted === this.period) return;
    node.noted = this.period;
    this.nodes.push(node);
  }

  /** Takes note of what a step changes; where agents stand belongs to what is numbered after the cells. */
  noteStep({ effect, next }: Recipe, cells: number): void {
    for (const { cell } of effect.writes) this.owners.add(cell);
    for (const { agent } of next) this.owners.add(cells + agent);
  }
}
