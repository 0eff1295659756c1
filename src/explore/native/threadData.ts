/** What a thread is given. */
export interface ThreadData {
  /** A module, and the memory to make an instance of it in. */
  readonly module: Uint8Array<ArrayBuffer>;
  readonly memory: object;
  /** Where the control stands in the memory, in bytes, and how many words it has. */
  readonly control: readonly [number, number];
  readonly slots: readonly number[];
  /** States a batch. */
  readonly together: number;
  /** States before this one have been judged. */
  readonly judged: number;
}
