/** Keeps what was made last for so many keys; what was asked for longest ago goes first. */
export class Recent<K, V> {
  private readonly values = new Map<K, V>();

  constructor(private readonly most: number) {}

  /** The value that is kept for a key, or a new one. */
  get(key: K, make: () => V): V {
    const known = this.values.get(key);
    const value = known ?? make();
    // A map is in the order of insertion: who is asked for goes to the end.
    this.values.delete(key);
    this.values.set(key, value);
    const [oldest] = this.values.keys();
    if (this.values.size > this.most) this.values.delete(oldest!);
    return value;
  }
}
