import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@babel/parser';

/**
 * A routine of a kernel, and which of its lines the model leaves out. The others it has: a line of code says which line of the kernel it
 * stands for, in a comment (`// 962`) or as the operand of its yield, and stands for those up to the next one that is named. What is
 * left out begins after such a stretch, and ends before a line that is named.
 */
export interface KernelRoutine {
  /** The kernel's name. */
  readonly name: string;
  readonly lines: readonly [first: number, last: number];
  /** Functions of the model that stand for it. */
  readonly model: readonly string[];
  readonly leftOut: readonly (readonly [first: number, last: number, reason: string])[];
}

/** A line of a model's function that names the line of the kernel which it stands for. */
export interface NamedLine {
  /** The kernel's line. */
  readonly line: number;
  readonly routine: string;
  /** The line of code, without the space around it. */
  readonly code: string;
  /** Threads stand there: it is the operand of a yield. */
  readonly isYield: boolean;
  /** The function can have yields. */
  readonly isRoutine: boolean;
}

/** What the functions of a model that stand for a routine say about its lines; `folder` is where the model's modules are. */
export function linesNamedFor({ model }: KernelRoutine, folder: string): readonly NamedLine[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts')).map((name) => join(folder, name));
  return model.flatMap((wanted) => {
    const found = files.map((file) => namedLines(file, wanted)).find((lines) => lines !== undefined);
    if (!found) throw new Error(`no module of ${folder} has a function ${wanted}`);
    return found;
  });
}

/** What a function says about lines of the kernel, in the order of its text; nothing if it stands elsewhere. */
function namedLines(file: string, functionName: string): readonly NamedLine[] | undefined {
  const source = readFileSync(file, 'utf8');
  if (!source.includes(functionName)) return undefined;
  const { program } = parse(source, { sourceType: 'module', plugins: ['typescript'] });
  for (const statement of program.body) {
    const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (node?.type !== 'FunctionDeclaration' || node.id?.name !== functionName) continue;
    const lines = source.slice(node.start!, node.end!).split('\n');
    return lines.flatMap((text) => {
      const code = text.trim();
      const named = /^yield (\d+);/.exec(code) ?? /^[^/*\s].*\/\/ (\d+)/.exec(code);
      return named ? [{ line: Number(named[1]), routine: functionName, code, isYield: /^yield \d/.test(code), isRoutine: node.generator === true }] : [];
    });
  }
  return undefined;
}

/** A stretch of a kernel's routine: modelled from a line that the model names to the next such line, or left out. */
export interface Stretch {
  readonly first: number;
  readonly last: number;
  readonly named?: NamedLine;
  readonly reason?: string;
}

/** A routine as stretches that follow each other. Throws where they do not: the table and the model disagree. */
export function stretchesOf({ name, lines: [first, last], leftOut }: KernelRoutine, named: readonly NamedLine[]): readonly Stretch[] {
  const starts = [
    ...leftOut.map(([from, to, reason]) => ({ first: from, last: to, reason })),
    ...firstOfEach(named).map((one) => ({ first: one.line, named: one })),
  ].toSorted((a, b) => a.first - b.first);
  let at = first;
  const neither = (line: number): Error => new Error(`${name}: line ${line} is neither named by the model nor left out`);
  const stretches = starts.map((one, index): Stretch => {
    const next = starts[index + 1]?.first ?? Infinity;
    const end = 'last' in one ? one.last : Math.min(next - 1, last);
    if (one.first !== at) throw neither(at);
    if (end >= next) throw new Error(`${name}: lines ${one.first} to ${end} are left out, and line ${next} is named or left out, too`);
    at = end + 1;
    return { ...one, last: end };
  });
  if (at <= last) throw neither(at);
  if (at > last + 1) throw new Error(`${name}: line ${at - 1} is not of the routine, which ends at ${last}`);
  return stretches;
}

/** Several lines of the model may stand for one of the kernel. */
function firstOfEach(named: readonly NamedLine[]): readonly NamedLine[] {
  return named.filter(({ line }, index) => named.findIndex((one) => one.line === line) === index);
}
