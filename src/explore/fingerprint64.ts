/** A fingerprint of 64 bits, in two words. */
export class Fingerprint64 {
  low = 0;
  high = 0;

  /**
   * Takes the fingerprint of a packed state, two words at a time. Each round maps the 64 bits so far one to one: states that differ
   * in a single round never share a fingerprint, others by chance.
   */
  of(packed: Int32Array): void {
    let low = 0x2545f491;
    let high = 0x6c078965;
    const pairs = packed.length & ~1;
    for (let at = 0; at < pairs; at += 2) {
      low ^= packed[at]!;
      high ^= packed[at + 1]!;
      // A product carries differences to higher bits only; so they are brought down before.
      low = Math.imul(low ^ (low >>> 15), 0x9e3779b1);
      high = Math.imul(high ^ (high >>> 13), 0x85ebca77);
      low = (low + ((high << 7) | (high >>> 25))) | 0;
      high ^= (low << 17) | (low >>> 15);
    }
    if (pairs < packed.length) low ^= packed[pairs]!;
    this.low = spread(low ^ Math.imul(spread(high), 0xc2b2ae3d));
    this.high = spread(high ^ Math.imul(this.low, 0x27d4eb2f));
  }
}

/** Spreads each bit over all, one to one (the finalizer of MurmurHash3). */
function spread(word: number): number {
  let hash = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
