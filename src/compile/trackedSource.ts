import { parse } from '@babel/parser';
import * as t from '@babel/types';
import { partsOf } from './separateParts.ts';
import { likewise } from './unread.ts';

/** Emitted functions that keep the books of the state: what they touch is no access of a step. */
const bookkeeping = new Set(['w', 'settle', 'row', 'undo', 's', 'load', 'forget', 'walk', 'skip', 'successors', 'isInside']);

/** The functions with which tracked code looks at cells, and what its engine needs beside those of the emitted code. */
const prelude = `const LOG = rt.LOG, STAMP = new Int32Array(S.length), PLACES = new Map(), STACKS = [[]];
let EPOCH = 0, FROM = 0, TO = 0, M0 = 0;
function note(kind, i, a, b) {
  let at = LOG.length;
  if (at === LOG.entries.length) { const grown = new Int32Array(2 * at); grown.set(LOG.entries); LOG.entries = grown; }
  const entries = LOG.entries;
  entries[at] = kind; entries[++at] = i; entries[++at] = a; entries[++at] = b;
  LOG.length = at + 1;
}
function attend(agent) {
  EPOCH++; LOG.length = 0;
  FROM = agent < 0 ? 0 : FB[agent]; TO = agent < 0 ? 0 : FROM + SIZES[agent];
}
/** What one part was told of already, the next one has not been told. */
function part(number) { EPOCH++; note(6, 0, number, 0); }
function isOwn(i) { return i >= FROM && i < TO; }
function rd(i) {
  if (STAMP[i] !== EPOCH && !isOwn(i)) { STAMP[i] = EPOCH; note(0, i, 0, 0); }
  return S[i];
}
function eqt(i, v) { if (!isOwn(i)) note(1, i, v, 0); return S[i] === v; }
function eqt2(v, i) { return eqt(i, v); }
function bt(i, m) { if (!isOwn(i)) note(2, i, m, 0); return S[i] & m; }
function wbits(i, mask, v) {
  const old = S[i];
  store(i, old, v);
  note(4, i, mask, old ^ v);
  return v;
}
function store(i, old, v) {
  if (old === v) return;
  if (n > LIMIT) fault(ENDLESS, 0);
  U[n] = i; U[n + 1] = old; n += 2;
  S[i] = v;
}
function w(i, v) {
  const old = S[i];
  store(i, old, v);
  note(3, i, old, v);
  return v;
}
function isInside(r, routine) { note(5, r - 1, routine, 0); return STACKS[place(r - 1)].includes(routine); }
/** Numbers the stop of an agent together with where it returns to. */
function place(t) {
  const f = FB[t], stop = S[f];
  let number = numbered(0, stop, -1), at = ROUTINE[stop];
  while (at >= 0) {
    const cell = RETURN[at], callers = CALLERS[at], from = cell >= 0 ? S[f + cell] : 1;
    number = numbered(number, from, at);
    at = CALLER[callers + from];
  }
  return number;
}
function numbered(number, next, routine) {
  const key = number * 65536 + next;
  let found = PLACES.get(key);
  if (found === undefined) {
    found = STACKS.length;
    PLACES.set(key, found);
    STACKS.push(routine < 0 ? STACKS[number] : [...STACKS[number], routine]);
  }
  return found;
}
`;

const handedOut = 'attend, place, isInsideAt: (number, routine) => STACKS[number].includes(routine), value: (i) => S[i],';

/** Emitted code, rewritten so that it notes which cells it looks at and writes, as `access` says. */
export function trackedSource(source: string): string {
  const file = parse(source, { sourceType: 'script', allowReturnOutsideFunction: true, createParenthesizedExpressions: true });
  const rewriting = new Rewriting(source);
  for (const statement of file.program.body) if (t.isFunctionDeclaration(statement) && statement.id) rewriting.functions.set(statement.id.name, statement);
  for (const [name, one] of rewriting.functions) {
    if (!bookkeeping.has(name)) rewriting.look(one.body);
  }
  for (const name of ['w', 'isInside']) {
    const { start, end } = rewriting.functions.get(name)!;
    rewriting.replace(start!, end!, '');
  }
  markParts(rewriting, file.program.body);
  const last = file.program.body.findLast((statement) => t.isReturnStatement(statement))!;
  rewriting.insertBefore(last.start!, likewise(prelude, source));
  rewriting.insertBefore(last.argument!.start! + 1, handedOut);
  return rewriting.text();
}

/** Marks in the log which part of a predicate looks at what follows; 0 is what all parts have in common. */
function markParts(rewriting: Rewriting, statements: readonly t.Statement[]): void {
  for (const [index, called] of calledByPredicates(rewriting.functions.get('predicate')!).entries()) {
    const callee = rewriting.functions.get(called);
    const parts = callee && partsOf(callee, expectedOf(statements)[index] === 1);
    if (parts === undefined) continue;
    const { loop, variable } = parts;
    rewriting.insertBefore(loop.body.start! + 1, `part(${variable});`);
    rewriting.insertBefore(loop.update.start!, 'part(0), ');
  }
}

/** The functions that the cases of the switch in `predicate` return the results of. */
function calledByPredicates({ body }: t.FunctionDeclaration): readonly string[] {
  const choice = body.body.find((one) => t.isSwitchStatement(one));
  return (choice?.cases ?? []).map(({ consequent: [only] }) => {
    const call = t.isReturnStatement(only) && t.isCallExpression(only.argument) ? only.argument.callee : undefined;
    return t.isIdentifier(call) ? call.name : '';
  });
}

/** What each predicate is expected to say, 1 or 0: an emitted constant. */
function expectedOf(statements: readonly t.Statement[]): readonly number[] {
  const declarators = statements.flatMap((one) => (t.isVariableDeclaration(one) ? one.declarations : []));
  const { init } = declarators.find(({ id }) => t.isIdentifier(id, { name: 'EXPECTED' })) ?? {};
  return t.isArrayExpression(init) ? init.elements.map((one) => (t.isNumericLiteral(one) ? one.value : -1)) : [];
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A cell of the state, `S[index]`, as it is read. */
type Cell = t.MemberExpression & { readonly property: t.Expression };

/** Edits of a text, collected on a walk over its tree: what stands outside comes before what it contains. */
class Rewriting {
  readonly functions = new Map<string, t.FunctionDeclaration>();
  private readonly edits: Edit[] = [];
  constructor(private readonly source: string) {}

  insertBefore(at: number, text: string): void {
    this.replace(at, at, text);
  }

  replace(from: number, to: number, text: string): void {
    this.edits.push({ from, to, text });
  }

  text(): string {
    return this.applied(0, this.source.length, this.edits);
  }

  /** Rewrites whatever a piece of code looks at. */
  look(node: t.Node): void {
    if (t.isExpressionStatement(node)) return this.lookAtUnused(node.expression);
    if (isCell(node)) return this.wrap(node, 'rd(');
    if (t.isAssignmentExpression(node)) {
      if (isCell(node.left)) throw new Error(`forkcheck bug: emitted code writes a cell by itself: ${this.of(node)}`);
      return this.look(node.right);
    }
    if (t.isBinaryExpression(node) && this.lookByHalves(node)) return;
    for (const key of t.VISITOR_KEYS[node.type] ?? []) {
      const child = (node as unknown as Record<string, t.Node | (t.Node | null)[] | null | undefined>)[key];
      for (const one of Array.isArray(child) ? child : [child]) if (one) this.look(one);
    }
  }

  private lookAtUnused(node: t.Expression): void {
    if (t.isSequenceExpression(node)) return node.expressions.forEach((one) => this.lookAtUnused(one));
    if (!t.isCallExpression(node) || !this.lookAtBits(node)) this.look(node);
  }

  /** `w(a, (S[a] | m))`, and the like with `&`, where nobody uses its value: only some bits matter. */
  private lookAtBits({ callee, arguments: [cell, value], start, end }: t.CallExpression): boolean {
    const sum = value && bare(value);
    if (!t.isIdentifier(callee, { name: 'w' }) || !t.isIdentifier(cell) || !t.isBinaryExpression(sum)) return false;
    const { operator, left, right } = sum;
    if ((operator !== '|' && operator !== '&') || !isCell(left) || this.of(left.property) !== cell.name) return false;
    const mask = operator === '|' ? '' : '~';
    this.replace(start!, right.start!, `wbits(${cell.name},M0=${mask}(`);
    this.look(right);
    this.replace(right.end!, end!, `),S[${cell.name}]${operator}${mask}M0)`);
    return true;
  }

  /** A comparison or a choice of bits, which uses less than the whole of a cell. */
  private lookByHalves(node: t.BinaryExpression): boolean {
    const { operator, left, right } = node;
    if (operator === '&' && isCell(left)) {
      this.pair(left, right, 'bt(');
      return true;
    }
    if (operator !== '===' && operator !== '!==') return false;
    return this.compare(node, operator === '===' ? 'eqt' : '!eqt');
  }

  private compare({ left, right }: t.BinaryExpression, name: string): boolean {
    if (isCell(left)) this.pair(left, right, `${name}(`);
    else if (isCell(right)) {
      this.insertBefore(left.start!, `${name}2(`);
      this.look(left);
      this.replace(left.end!, right.property.start!, ',');
      this.look(right.property);
      this.replace(right.property.end!, right.end!, ')');
    } else return false;
    return true;
  }

  private pair(cell: Cell, other: t.Node, call: string): void {
    this.replace(cell.start!, cell.property.start!, call);
    this.look(cell.property);
    this.replace(cell.property.end!, other.start!, ',');
    this.look(other);
    this.insertBefore(other.end!, ')');
  }

  private wrap(cell: Cell, call: string): void {
    this.replace(cell.start!, cell.property.start!, call);
    this.look(cell.property);
    this.replace(cell.property.end!, cell.end!, ')');
  }

  private of({ start, end }: t.Node): string {
    return this.source.slice(start!, end!);
  }

  private applied(from: number, to: number, edits: readonly Edit[]): string {
    // Sorting keeps the order of edits at one place.
    const sorted = edits.toSorted((a, b) => a.from - b.from || a.to - b.to);
    let text = '';
    let at = from;
    for (const edit of sorted) {
      text += this.source.slice(at, edit.from) + edit.text;
      at = edit.to;
    }
    return text + this.source.slice(at, to);
  }
}

function isCell(node: t.Node): node is Cell {
  return t.isMemberExpression(node, { computed: true }) && t.isIdentifier(node.object, { name: 'S' });
}

function bare(node: t.Node): t.Node {
  return t.isParenthesizedExpression(node) ? bare(node.expression) : node;
}
