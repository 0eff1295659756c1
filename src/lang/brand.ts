/** Marks what the engine recognizes among a module's values; the symbol is shared by all copies of this file. */
export const brand = Symbol.for('forkcheck.brand');
