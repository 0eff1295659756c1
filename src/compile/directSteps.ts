import * as t from '@babel/types';
import type { IntegerCode } from '../wasm/index.ts';

const block = /^b(\d+)$/;

/**
 * Rewrites emitted code so that a step is one chain of calls: a block that returns the number of the next one calls it, unless
 * that might come back to it, and the alternative with which a step begins is a parameter (`alt`) of the blocks that read it. What
 * counts the blocks of a step goes on counting them.
 */
export function makeDirect(code: IntegerCode): void {
  const blocks = new Map([...code.functions].flatMap(([name, node]) => (block.test(name) ? [[Number(block.exec(name)![1]), node] as const] : [])));
  const readers = new Set<string>();
  for (const [number, node] of blocks) if (readsAlternative(node)) readers.add(`b${number}`);
  for (const name of [...readers, 'run', 'goOn']) addParameter(code.functions.get(name));
  const loops = new Loops(blocks, code);
  // Where no step goes round, it has fewer blocks than would be too many.
  const counts = [...blocks.keys()].some((number) => loops.goesRound(number)) || countsElsewhere(code);
  for (const [number, node] of blocks) {
    eachReturn(node, (statement) => {
      const next = literalOf(statement);
      if (next !== undefined && !loops.together(number, next)) statement.argument = goOnWith(next, counts);
    });
  }
  for (const node of code.functions.values()) passAlternative(node, readers);
  if (![...blocks.values()].some(returnsNumber)) endWithFirst(code.functions.get('goOn')!, counts);
}

/** Whether what a step calls, other than its blocks, counts what might not end. */
function countsElsewhere(code: IntegerCode): boolean {
  const met = new Set(['walk']);
  for (const name of met) {
    const node = code.functions.get(name);
    if (node === undefined) continue;
    let counts = false;
    t.traverseFast(node.body, (one) => {
      if (t.isCallExpression(one) && t.isIdentifier(one.callee)) met.add(one.callee.name);
      if (t.isUpdateExpression(one) && t.isIdentifier(one.argument, { name: 'fuel' })) counts = true;
      if (t.isAssignmentExpression(one) && one.operator !== '=' && t.isIdentifier(one.left, { name: 'fuel' })) counts = true;
    });
    if (counts && name !== 'goOn') return true;
  }
  return false;
}

/** Whether a block still says which one is next. */
function returnsNumber(node: t.FunctionDeclaration): boolean {
  let returns = false;
  eachReturn(node, ({ argument }) => void (returns ||= !t.isUnaryExpression(argument) && !t.isCallExpression(argument) && !t.isSequenceExpression(argument)));
  return returns;
}

/** Where no block says so, there is nothing to go on with; what counts is the first statement. */
function endWithFirst({ body }: t.FunctionDeclaration, counts: boolean): void {
  body.body = body.body.filter((one, index) => !t.isWhileStatement(one) && (counts || index > 0));
}

function readsAlternative(node: t.FunctionDeclaration): boolean {
  let reads = false;
  t.traverseFast(node.body, (one) => {
    if (!t.isIdentifier(one, { name: 'ALT' })) return;
    one.name = 'alt';
    reads = true;
  });
  return reads;
}

const addParameter = (node: t.FunctionDeclaration | undefined): unknown => node?.params.push(t.identifier('alt'));

/** Calls of what has the parameter pass it on; where there is none, it makes no difference. */
function passAlternative(node: t.FunctionDeclaration, readers: ReadonlySet<string>): void {
  const has = node.params.some((one) => t.isIdentifier(one, { name: 'alt' }));
  const withoutIt = ['run', 'goOn'];
  t.traverseFast(node.body, (one) => {
    if (!t.isCallExpression(one) || !t.isIdentifier(one.callee)) return;
    const { name } = one.callee;
    const wanted = readers.has(name) ? 3 : withoutIt.includes(name) ? 4 : 0;
    if (one.arguments.length === wanted - 1) one.arguments.push(has ? t.identifier('alt') : t.numericLiteral(0));
  });
}

/** `(++fuel > FUEL && fault(), bN(t, f))`, or without the count. */
function goOnWith(number: number, counts: boolean): t.Expression {
  const call = t.callExpression(t.identifier(`b${number}`), [t.identifier('t'), t.identifier('f')]);
  if (!counts) return call;
  const count = t.binaryExpression('>', t.updateExpression('++', t.identifier('fuel'), true), t.identifier('FUEL'));
  return t.sequenceExpression([t.logicalExpression('&&', count, t.callExpression(t.identifier('fault'), [])), call]);
}

function eachReturn(node: t.FunctionDeclaration, visit: (statement: t.ReturnStatement) => void): void {
  t.traverseFast(node.body, (one) => {
    if (t.isReturnStatement(one)) visit(one);
  });
}

const literalOf = ({ argument }: t.ReturnStatement): number | undefined => (t.isNumericLiteral(argument) ? argument.value : undefined);

/** Which blocks can come back to themselves within a step (Tarjan 1972). */
class Loops {
  private readonly component = new Map<number, number>();
  private readonly entered = new Map<number, number>();
  private readonly path: number[] = [];
  private components = 0;

  constructor(
    private readonly blocks: ReadonlyMap<number, t.FunctionDeclaration>,
    private readonly code: IntegerCode,
  ) {
    for (const number of blocks.keys()) if (!this.entered.has(number)) this.enter(number);
  }

  together(a: number, b: number): boolean {
    return this.component.get(a) === this.component.get(b);
  }

  /** Whether a block may come next to one that can come back to it. */
  goesRound(number: number): boolean {
    return this.nextOf(number).some((next) => this.together(number, next));
  }

  /** Returns the least entry that is reached from a block. */
  private enter(number: number): number {
    const own = this.entered.size;
    let least = own;
    this.entered.set(number, own);
    this.path.push(number);
    for (const next of this.nextOf(number)) {
      if (!this.entered.has(next)) least = Math.min(least, this.enter(next));
      else if (!this.component.has(next)) least = Math.min(least, this.entered.get(next)!);
    }
    if (least === own) {
      const component = this.components++;
      for (const one of this.path.splice(this.path.indexOf(number))) this.component.set(one, component);
    }
    return least;
  }

  private nextOf(number: number): readonly number[] {
    const next: number[] = [];
    const node = this.blocks.get(number);
    if (node) eachReturn(node, ({ argument }) => void next.push(...this.targets(argument)));
    return next;
  }

  private targets(returned: t.Expression | null | undefined): readonly number[] {
    if (t.isNumericLiteral(returned)) return [returned.value];
    if (t.isCallExpression(returned) && t.isIdentifier(returned.callee) && block.test(returned.callee.name)) return [Number(block.exec(returned.callee.name)![1])];
    if (t.isMemberExpression(returned) && t.isIdentifier(returned.object)) return this.code.arrays.get(returned.object.name) ?? [...this.blocks.keys()];
    return t.isUnaryExpression(returned) ? [] : [...this.blocks.keys()];
  }
}
