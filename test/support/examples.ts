/** The examples of a page: blocks of commands with what they print, and blocks of files. */
export interface Block {
  /** 1-based line of the page on which its contents begin. */
  readonly line: number;
  /** The words behind the backquotes: the language, then perhaps a file. */
  readonly language: string;
  readonly file: string | undefined;
  readonly lines: readonly string[];
}

/** A command of a console block; in its output, `...` stands for any lines, and at the end of a line for any rest of it. */
export interface Example {
  readonly line: number;
  readonly command: string;
  readonly output: readonly string[];
}

export function blocksIn(text: string): readonly Block[] {
  const found: { line: number; language: string; file: string | undefined; lines: string[] }[] = [];
  let inside = false;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.startsWith('```')) {
      const [language = '', file] = line.slice(3).split(' ');
      inside = !inside;
      if (inside) found.push({ line: index + 2, language, file, lines: [] });
    } else if (inside) found.at(-1)?.lines.push(line);
  }
  return found;
}

/** The commands of a block: the lines with `$ `, each with what stands below it. */
export function examplesIn({ line, lines }: Block): readonly Example[] {
  const found: { line: number; command: string; output: string[] }[] = [];
  for (const [index, text] of lines.entries()) {
    if (text.startsWith('$ ')) found.push({ line: line + index, command: text.slice(2), output: [] });
    else found.at(-1)?.output.push(text);
  }
  return found;
}

/** Whether the lines are the expected ones. */
export function fits(expected: readonly string[], lines: readonly string[]): boolean {
  const [first, ...rest] = expected;
  if (first === undefined) return lines.length === 0;
  if (first === '...') return lines.some((_, index) => fits(rest, lines.slice(index))) || fits(rest, []);
  const [line, ...others] = lines;
  return line !== undefined && (line === first || (first.endsWith('...') && line.startsWith(first.slice(0, -3)))) && fits(rest, others);
}
