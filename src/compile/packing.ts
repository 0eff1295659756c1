/** Where each cell stands in a packed state. */
export interface Packing {
  readonly words: number;
  readonly word: Uint16Array;
  readonly shift: Uint8Array;
  readonly bits: Uint8Array;
  readonly low: Int32Array;
}

/**
 * Gives each cell the bits that its range needs; no cell straddles two words (first fit). Neighbours stay together, so that
 * a step changes few words, unless putting wide cells first saves a word.
 */
export function pack(ranges: readonly (readonly [number, number])[]): Packing {
  const width = ([lo, hi]: readonly [number, number]): number => (hi === lo ? 0 : 32 - Math.clz32(hi - lo));
  const inOrder = [...ranges.keys()];
  const widestFirst = inOrder.toSorted((a, b) => width(ranges[b] ?? [0, 0]) - width(ranges[a] ?? [0, 0]) || a - b);
  const [together, dense] = [fit(ranges, width, inOrder), fit(ranges, width, widestFirst)];
  return dense.words < together.words ? dense : together;
}

function fit(ranges: readonly (readonly [number, number])[], width: (range: readonly [number, number]) => number, order: readonly number[]): Packing {
  const word = new Uint16Array(ranges.length);
  const shift = new Uint8Array(ranges.length);
  const bits = new Uint8Array(ranges.length);
  const low = new Int32Array(ranges.length);
  const used: number[] = [];
  for (const index of order) {
    const range = ranges[index] ?? [0, 0];
    const need = width(range);
    let at = used.findIndex((taken) => taken + need <= 32);
    if (at < 0) at = used.push(0) - 1;
    word[index] = at;
    shift[index] = need === 0 ? 0 : (used[at] ?? 0);
    bits[index] = need;
    low[index] = range[0];
    used[at] = (used[at] ?? 0) + need;
  }
  return { words: Math.max(1, used.length), word, shift, bits, low };
}

/** JavaScript for the functions that take a packed word apart. */
export function emitUnpack(packing: Packing): string {
  const functions = cellsByWord(packing).map((cells) => `(x) => { ${cells.map(({ cell, value }) => `s(${cell}, ${value});`).join(' ')} }`);
  return `const UNPACK = [\n  ${functions.join(',\n  ')},\n];`;
}

/** For each packed word, the cells in it, and what each holds if the word is x. */
export function cellsByWord({ words, word, shift, bits, low }: Packing): readonly (readonly { readonly cell: number; readonly value: string }[])[] {
  const cells = Array.from({ length: words }, (): { cell: number; value: string }[] => []);
  word.forEach((at, cell) => {
    const width = bits[cell] ?? 0;
    if (width === 0) return;
    const part = width === 32 ? 'x' : `x >>> ${shift[cell]} & ${2 ** width - 1}`;
    cells[at]!.push({ cell, value: low[cell] === 0 ? part : `(${part}) + ${low[cell]}` });
  });
  return cells;
}
