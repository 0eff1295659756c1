/** Above so many words a loop is as fast as one statement a word. */
const mostUnrolled = 64;

/** Integer code of what a search does with all words of a state, for states of so many words. */
export function rowCode(words: number): string {
  return [
    'function mixed(h) {',
    '  let x = h ^ (h >>> 16);',
    '  x = Math.imul(x, -2048144789);',
    '  x = x ^ (x >>> 13);',
    '  x = Math.imul(x, -1028477387);',
    '  return x ^ (x >>> 16);',
    '}',
    `const FACTORS = [${factors(words).join(', ')}];`,
    hash('hashOfRow', 'R', words),
    hash('hashOfState', 'X', words),
    same('sameWords', 'X', words),
    same('sameRows', 'R', words),
    copy('copyWords', 'X', words),
    // With the hash and the choice that stand behind them.
    copy('copyRow', 'R', words + 2),
  ].join('\n');
}

/**
 * A sum of products of the words with odd factors of their own; the words are spread first, because a product hides the high
 * bits of its factors.
 */
function hash(name: string, array: string, words: number): string {
  const head = `function ${name}(row) {\n  let h = 0, x = 0;`;
  const each = (word: number | string, factor: number | string): string => `  x = ${array}[row + ${word}]; h = h + Math.imul(x ^ (x >>> 15), ${factor});`;
  const body = words > mostUnrolled ? [`  for (let k = 0; k < W; k++) {\n  ${each('k', 'FACTORS[k]')}\n  }`] : factors(words).map((factor, word) => each(word, factor));
  return [head, ...body, '  return mixed(h);', '}'].join('\n');
}

/** Odd numbers without a pattern (splitmix32). */
function factors(count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    let z = Math.imul(index + 1, 0x9e3779b9);
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) | 1;
  });
}

function same(name: string, array: string, words: number): string {
  const head = `function ${name}(other, row) {`;
  if (words > mostUnrolled) return `${head}\n  for (let k = 0; k < W; k++) if (${array}[other + k] !== R[row + k]) return false;\n  return true;\n}`;
  const tests = Array.from({ length: words }, (_, word) => `  if (${array}[other + ${word}] !== R[row + ${word}]) return false;`);
  return [head, ...tests, '  return true;', '}'].join('\n');
}

function copy(name: string, array: string, words: number): string {
  const head = `function ${name}(to, row) {`;
  if (words > mostUnrolled) return `${head}\n  for (let k = 0; k < ${words}; k++) ${array}[to + k] = R[row + k];\n}`;
  return [head, ...Array.from({ length: words }, (_, word) => `  ${array}[to + ${word}] = R[row + ${word}];`), '}'].join('\n');
}
