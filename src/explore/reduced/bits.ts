const firstWords = 64;

/** A set of small numbers. */
export class Bits {
  words = new Int32Array(firstWords);

  has(number: number): boolean {
    return ((this.words[number >>> 5] ?? 0) & (1 << (number & 31))) !== 0;
  }

  add(number: number): void {
    const word = number >>> 5;
    if (word >= this.words.length) this.grow(word + 1);
    this.words[word]! |= 1 << (number & 31);
  }

  remove(number: number): void {
    const word = number >>> 5;
    if (word < this.words.length) this.words[word]! &= ~(1 << (number & 31));
  }

  clear(): void {
    this.words.fill(0);
  }

  /** Visits the members in order. */
  each(visit: (number: number) => void): void {
    const { words } = this;
    for (let word = 0; word < words.length; word++) {
      for (let rest = words[word]!; rest !== 0; rest &= rest - 1) visit(32 * word + 31 - Math.clz32(rest & -rest));
    }
  }

  /** The members in order. */
  members(): readonly number[] {
    const members: number[] = [];
    this.each((number) => members.push(number));
    return members;
  }

  /** Adds another set; whether that made it larger. */
  addAll({ words }: Bits): boolean {
    if (words.length > this.words.length) this.grow(words.length);
    const own = this.words;
    let more = 0;
    for (let word = 0; word < words.length; word++) {
      const added = words[word]! & ~own[word]!;
      own[word]! |= added;
      more |= added;
    }
    return more !== 0;
  }

  isWithin({ words }: Bits): boolean {
    const own = this.words;
    for (let word = 0; word < own.length; word++) if ((own[word]! & ~(words[word] ?? 0)) !== 0) return false;
    return true;
  }

  meets({ words }: Bits): boolean {
    const own = this.words;
    const end = Math.min(own.length, words.length);
    for (let word = 0; word < end; word++) if ((own[word]! & words[word]!) !== 0) return true;
    return false;
  }

  /** Whether the three have a member in common. */
  meetsBoth({ words: first }: Bits, { words: second }: Bits): boolean {
    const own = this.words;
    const end = Math.min(own.length, first.length, second.length);
    for (let word = 0; word < end; word++) if ((own[word]! & first[word]! & second[word]!) !== 0) return true;
    return false;
  }

  private grow(words: number): void {
    // Not by much more than is needed: all of it is gone through again and again.
    const grown = new Int32Array(Math.max(words, Math.ceil(1.125 * this.words.length)));
    grown.set(this.words);
    this.words = grown;
  }
}

/** How many bits are set. */
export function count(bits: number): number {
  let sum = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) sum++;
  return sum;
}
