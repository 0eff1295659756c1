/** What a thread is given. */
export interface ThreadData {
  /** A compiled module, the memory to make an instance of it in, and where what the thread has of its own begins there. */
  readonly module: object;
  readonly memory: object;
  readonly base: number;
  /** Where the control stands in the memory, in bytes, and how many words it has. */
  readonly control: readonly [number, number];
  readonly slots: readonly number[];
  /** States a batch. */
  readonly together: number;
  /** States before this one have been judged. */
  readonly judged: number;
}
