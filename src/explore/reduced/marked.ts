import { Bits } from './bits.ts';

/** Some numbers in the order in which they came, each once. */
export class Marked {
  readonly list: number[] = [];
  private readonly marks = new Bits();

  /** Whether the number is new. */
  add(number: number): boolean {
    if (this.marks.has(number)) return false;
    this.marks.add(number);
    this.list.push(number);
    return true;
  }

  isWithin({ marks }: Marked): boolean {
    return this.marks.isWithin(marks);
  }

  addAll(numbers: Bits): boolean {
    const { length } = this.list;
    if (!numbers.isWithin(this.marks)) numbers.each((number) => this.add(number));
    return this.list.length > length;
  }
}
