import type { Block } from './blocks.ts';

/** Numbers of emitted blocks: 0 ends a thread, then one a block. */
export class BlockNumbers {
  private readonly numbers = new Map<Block, number>();
  /** Names of the emitted functions, by number. */
  readonly names: string[] = ['b0'];

  of(block: Block): number {
    let number = this.numbers.get(block);
    if (number === undefined) {
      number = this.names.length;
      this.numbers.set(block, number);
      this.names.push(`b${number}`);
    }
    return number;
  }
}
