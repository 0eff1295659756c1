import * as t from '@babel/types';
import { atomicCall } from './atomicCalls.ts';
import { i32, i64, loads, op, signed, stores, unsigned, vectorBytes, vectorOp } from './encoder.ts';
import type { FunctionBuilder } from './functionBuilder.ts';
import { type Inlining, knownParameters } from './calls.ts';
import { constantOf } from './constants.ts';
import { bare, literal, NotIntegers } from './integerCode.ts';
import { comparisons, wideOperators, wordOperators } from './operators.ts';
import { mathCall } from './mathCalls.ts';
import { puttingOff } from './puttingOff.ts';
import { isAbs, isWord, type Range, rangeOf } from './ranges.ts';
import type { Surroundings, Table } from './surroundings.ts';
import type { Values } from './values.ts';

/** Beyond it JavaScript rounds, and a product modulo 2^32 is not what it computes. */
const widest = 2 ** 53;

/**
 * Adds the instructions for expressions. Where JavaScript would cut a value to 32 bits (stored in an array, an operand of a
 * bit operator, an index), sums and products are computed modulo 2^32; where it would see them whole (compared, checked
 * against a range, divided), in 64 bits unless 32 are enough.
 */
export class Expressions implements Values {
  constructor(
    readonly to: FunctionBuilder,
    readonly around: Surroundings,
    private readonly inlining: Inlining,
  ) {}

  /** The value of an expression, if it is the same whenever the code runs. */
  known(node: t.Node): number | undefined {
    const { to, around } = this;
    return constantOf(node, (name) => to.constantOf(name) ?? (to.isLocal(name) ? undefined : around.numbers.get(name)), around);
  }

  range(node: t.Node): Range {
    const known = this.known(node);
    return known === undefined ? rangeOf(node, this.around) : [known, known];
  }

  /** Pushes the value modulo 2^32; truth values are 0 and 1. */
  value(node: t.Node): void {
    const { to } = this;
    const at = bare(node);
    const known = this.known(at);
    if (known !== undefined) return to.constant(known);
    switch (at.type) {
      case 'Identifier':
        return this.name(at);
      case 'MemberExpression':
        return this.load(at);
      case 'UnaryExpression':
        return this.unary(at);
      case 'BinaryExpression':
        return this.binary(at);
      case 'LogicalExpression':
        return this.logical(at);
      case 'ConditionalExpression': {
        const test = this.known(at.test);
        if (test !== undefined) return this.value(test !== 0 ? at.consequent : at.alternate);
        this.value(at.test);
        return to.choose(() => this.value(at.consequent), () => this.value(at.alternate));
      }
      case 'SequenceExpression':
        at.expressions.slice(0, -1).forEach((one) => this.effect(one));
        return this.value(at.expressions.at(-1)!);
      case 'AssignmentExpression':
        return this.assign(at, true);
      case 'UpdateExpression':
        return this.update(at, true);
      case 'CallExpression':
        return this.call(at);
      default:
        throw new NotIntegers(at, `${at.type} is no integer`);
    }
  }

  /** Evaluates an expression for its effect. */
  effect(node: t.Node): void {
    const at = bare(node);
    if (t.isAssignmentExpression(at)) return this.assign(at, false);
    if (t.isUpdateExpression(at)) return this.update(at, false);
    if (t.isSequenceExpression(at)) return at.expressions.forEach((one) => this.effect(one));
    if (this.known(at) !== undefined) return;
    if (t.isLogicalExpression(at)) {
      this.value(at.left);
      if (at.operator === '||') this.to.add(op.i32Eqz);
      return this.to.when(() => this.effect(at.right));
    }
    this.value(at);
    this.to.add(op.drop);
  }

  private name(node: t.Identifier): void {
    const { to, around } = this;
    const { name } = node;
    if (to.isLocal(name)) return to.with(op.localGet, to.local(name));
    const number = around.numbers.get(name);
    if (number !== undefined) return to.constant(number);
    to.with(op.globalGet, this.global(node));
  }

  private global(node: t.Identifier): number {
    const index = this.around.globals.get(node.name);
    if (index === undefined) throw new NotIntegers(node, `${node.name} is no variable of integers`);
    return index;
  }

  private load(node: t.MemberExpression): void {
    this.memory(loads, this.address(node));
  }

  /** Pushes a part of the address of an element; returns the table as it is from there. */
  address(node: t.MemberExpression): Table {
    const table = t.isIdentifier(node.object) ? this.around.tables.get(node.object.name) : undefined;
    if (table === undefined || !node.computed) throw new NotIntegers(node, 'not an element of an array of integers');
    const index = this.known(node.property);
    if (index !== undefined && index >= 0) {
      this.origin(table);
      return { ...table, at: table.at + index * table.width };
    }
    const [place, beyond] = this.placed(bare(node.property));
    this.value(place);
    if (table.width > 1) this.to.add(op.i32Const, table.width === 2 ? 1 : 2, op.i32Shl);
    if (this.baseOf(table) !== undefined) {
      this.origin(table);
      this.to.add(op.i32Add);
    }
    return { ...table, at: table.at + beyond * table.width };
  }

  /** Pushes what has to be added to the addresses of a table. */
  private origin(table: Table): void {
    const base = this.baseOf(table);
    if (base === undefined) this.to.constant(0);
    else this.to.with(op.globalGet, base);
  }

  /** The global that tells the base of a table. */
  private baseOf({ isOwn }: Table): number | undefined {
    return isOwn ? this.around.base : undefined;
  }

  /** An index as a sum of an expression and a number, which the instruction can add, if neither is negative. */
  private placed(index: t.Node): readonly [place: t.Node, beyond: number] {
    if (!t.isBinaryExpression(index, { operator: '+' })) return [index, 0];
    const beyond = this.known(index.right) ?? -1;
    const [least] = this.range(index.left);
    return beyond >= 0 && least >= 0 ? [index.left, beyond] : [index, 0];
  }

  private memory(opcodes: Readonly<Record<number, number>>, table: Table): void {
    const { width } = table;
    this.to.add(opcodes[width]!, width === 4 ? 2 : width === 2 ? 1 : 0);
    this.to.add(...unsigned(table.at));
  }

  private unary({ operator, argument }: t.UnaryExpression): void {
    const { to } = this;
    if (operator === '-') to.constant(0);
    this.value(argument);
    if (operator === '-') to.add(op.i32Sub);
    else if (operator === '!') to.add(op.i32Eqz);
    else if (operator === '~') to.add(op.i32Const, ...signed(-1), op.i32Xor);
    else if (operator !== '+') throw new NotIntegers(argument, `no integer has the operator ${operator}`);
  }

  private binary(node: t.BinaryExpression): void {
    const { to } = this;
    const { left, operator, right } = node;
    const compare = comparisons[operator];
    if (compare) {
      const wide = !isWord(this.range(left)) || !isWord(this.range(right));
      if (!wide && operator === '===' && this.known(right) === 0) {
        this.value(left);
        return to.add(op.i32Eqz);
      }
      this.whole(left, wide);
      this.whole(right, wide);
      return to.add(compare[wide ? 1 : 0]);
    }
    if (operator === '|' && literal(bare(right)) === 0 && t.isBinaryExpression(bare(left), { operator: '/' })) return this.quotient(bare(left) as t.BinaryExpression);
    if (operator === '%') return this.wide(node, op.i64RemS);
    const opcode = wordOperators[operator];
    if (opcode === undefined) throw new NotIntegers(node, `no integer has the operator ${operator}`);
    if (operator === '*') this.assertNarrow(this.range(node), node);
    this.value(left);
    this.value(right);
    to.add(opcode);
  }

  /** `(a/b)|0`: 64 bits, because the quotient of the least number and -1 has no room in 32. */
  private quotient(node: t.BinaryExpression): void {
    this.wide(node, op.i64DivS);
  }

  private wide({ left, right }: t.BinaryExpression, opcode: number): void {
    this.whole(left, true);
    this.whole(right, true);
    this.to.add(opcode, op.i32WrapI64);
  }

  /** Pushes the whole value, as i64 if `wide`. */
  whole(node: t.Node, wide: boolean): void {
    const { to } = this;
    if (!wide) return this.value(node);
    const at = bare(node);
    const known = this.known(at);
    if (known !== undefined) return to.add(op.i64Const, ...signed(known));
    const range = rangeOf(at, this.around);
    if (isWord(range)) {
      this.value(at);
      return to.add(op.i64ExtendI32S);
    }
    this.assertNarrow(range, at);
    if (t.isBinaryExpression(at)) {
      const opcode = wideOperators[at.operator];
      if (opcode !== undefined) {
        this.whole(at.left, true);
        this.whole(at.right, true);
        return to.add(opcode);
      }
    }
    if (t.isUnaryExpression(at, { operator: '-' })) {
      to.add(op.i64Const, 0);
      this.whole(at.argument, true);
      return to.add(op.i64Sub);
    }
    if (t.isConditionalExpression(at)) {
      this.value(at.test);
      return to.choose(() => this.whole(at.consequent, true), () => this.whole(at.alternate, true), i64);
    }
    if (t.isBinaryExpression(at, { operator: '>>>' }) || isAbs(at)) {
      this.value(at);
      return to.add(op.i64ExtendI32U);
    }
    throw new NotIntegers(at, 'a value that may not fit 32 bits');
  }

  private assertNarrow([lo, hi]: Range, node: t.Node): void {
    if (lo < -widest || hi > widest) throw new NotIntegers(node, 'a value that JavaScript may round');
  }

  private logical({ left, operator, right }: t.LogicalExpression): void {
    const { to } = this;
    if (operator === '??') throw new NotIntegers(left, 'no integer is undefined');
    const known = this.known(left);
    // It decides nothing, or the whole would be known.
    if (known !== undefined) return (known !== 0) === (operator === '||') ? to.constant(known) : this.value(right);
    this.value(left);
    if (operator === '&&') return to.choose(() => this.value(right), () => to.constant(0));
    const kept = to.borrow(i32);
    to.with(op.localTee, kept);
    to.choose(() => to.with(op.localGet, kept), () => this.value(right));
    to.giveBack(i32, kept);
  }

  private assign(node: t.AssignmentExpression, wanted: boolean): void {
    const { left, operator, right } = node;
    const target = bare(left);
    if (t.isMemberExpression(target)) return this.storeElement(node, target, wanted);
    if (!t.isIdentifier(target)) throw new NotIntegers(node, 'no variable');
    if (operator === '=') this.value(right);
    else this.value(combined(target, operator, right));
    this.keep(target, wanted);
  }

  /** Stores what is on the stack in a variable; leaves it there if it is wanted. */
  private keep(target: t.Identifier, wanted: boolean): void {
    const { to } = this;
    if (to.isLocal(target.name)) return to.with(wanted ? op.localTee : op.localSet, to.local(target.name));
    const index = this.global(target);
    to.with(op.globalSet, index);
    if (wanted) to.with(op.globalGet, index);
  }

  private storeElement(node: t.AssignmentExpression, target: t.MemberExpression, wanted: boolean): void {
    if (wanted) throw new NotIntegers(node, 'an element is stored for its value');
    const { to } = this;
    const table = this.address(target);
    if (node.operator === '=') {
      this.value(node.right);
      return this.memory(stores, table);
    }
    const opcode = wordOperators[node.operator.slice(0, -1)];
    if (opcode === undefined) throw new NotIntegers(node, `no integer has the operator ${node.operator}`);
    const address = to.borrow(i32);
    to.with(op.localTee, address);
    to.with(op.localGet, address);
    this.memory(loads, table);
    this.value(node.right);
    to.add(opcode);
    this.memory(stores, table);
    to.giveBack(i32, address);
  }

  private update({ argument, operator, prefix }: t.UpdateExpression, wanted: boolean): void {
    const { to } = this;
    if (!t.isIdentifier(argument)) throw new NotIntegers(argument, 'no variable');
    this.name(argument);
    if (wanted && !prefix) this.name(argument);
    to.add(op.i32Const, 1, operator === '++' ? op.i32Add : op.i32Sub);
    this.keep(argument, wanted && prefix);
  }

  private call(node: t.CallExpression): void {
    const { callee } = node;
    if (t.isMemberExpression(callee)) return t.isIdentifier(callee.object, { name: 'Atomics' }) ? atomicCall(this, node, callee) : mathCall(this, node, callee);
    if (!t.isIdentifier(callee)) throw new NotIntegers(node, 'no function of integers');
    if (callee.name === 'fault') return this.to.add(op.call, 0, op.unreachable);
    if (callee.name === 'copyAll') return this.copyAll(node);
    if (callee.name === 'fitting') return this.fitting(node.arguments);
    if (callee.name === 'wr') return this.storeFitting(node);
    const meant = puttingOff.get(callee.name);
    if (meant !== undefined) return meant(this, node);
    const { around } = this;
    const called = around.functionCalled(callee.name, node);
    if (node.arguments.length !== called.params.length) throw new NotIntegers(node, 'arguments are missing');
    const known = knownParameters(called, node.arguments, (one) => this.known(one));
    const inlined = this.inlining.accepts(called, known);
    if (!inlined) for (const name of known.keys()) if (!around.isSpecial(name)) known.delete(name);
    node.arguments.forEach((one, index) => {
      if (!known.has((called.params[index] as t.Identifier).name)) this.value(one);
    });
    // What it puts off is not known here.
    if (!inlined && this.to.deferred && around.puttingOff.has(callee.name)) this.to.deferred.isLost = true;
    if (inlined) this.inlining.add(called, known);
    else this.to.with(op.call, around.functionIndex(callee.name, node, known));
  }

  /** `copyAll(to, from)`: all elements of a table to another one of the same length; what lies behind them, up to a whole vector, is nobody's. */
  private copyAll(node: t.CallExpression): void {
    const [to, from] = node.arguments.map((one) => (t.isIdentifier(one) ? this.around.tables.get(one.name) : undefined));
    if (!to || !from || to.length !== from.length || to.width !== from.width) throw new NotIntegers(node, 'tables of different lengths');
    for (let at = 0; at < to.length * to.width; at += vectorBytes) {
      this.origin(to);
      this.origin(from);
      this.to.add(op.vector, vectorOp.load, 4, ...unsigned(from.at + at));
      this.to.add(op.vector, vectorOp.store, 4, ...unsigned(to.at + at));
    }
    this.to.constant(0);
  }

  /** `wr(cell, value, lo, hi, site)`: `w(cell, fitting(value, lo, hi, site))`. */
  private storeFitting(node: t.CallExpression): void {
    const [cell, value, lo, hi, site] = node.arguments;
    this.call(t.callExpression(t.identifier('w'), [cell!, t.callExpression(t.identifier('fitting'), [value!, lo!, hi!, site!])]));
  }

  /** `fitting(value, lo, hi, site)`: the value, unless it is out of its range, which the whole value decides. */
  private fitting([node, low, high]: readonly t.Node[]): void {
    const { to } = this;
    const [lo, hi] = [literal(bare(low!)), literal(bare(high!))];
    if (lo === undefined || hi === undefined) throw new NotIntegers(node!, 'a range is not constant');
    const wide = !isWord(this.range(node!));
    const type = wide ? i64 : i32;
    const kept = to.borrow(type);
    this.whole(node!, wide);
    to.with(op.localSet, kept);
    this.bound(kept, wide, lo, op.i32LtS, op.i64LtS);
    this.bound(kept, wide, hi, op.i32GtS, op.i64GtS);
    to.add(op.i32Or);
    to.when(() => to.add(op.call, 0, op.unreachable));
    to.with(op.localGet, kept);
    if (wide) to.add(op.i32WrapI64);
    to.giveBack(type, kept);
  }

  private bound(kept: number, wide: boolean, limit: number, word: number, long: number): void {
    const { to } = this;
    to.with(op.localGet, kept);
    to.add(wide ? op.i64Const : op.i32Const, ...signed(wide ? limit : limit | 0), wide ? long : word);
  }
}

/** `a op b` for `a op= b`. */
function combined(target: t.Identifier, operator: string, right: t.Expression): t.Expression {
  const plain = operator.slice(0, -1);
  if (plain === '&&' || plain === '||') return t.logicalExpression(plain, target, right);
  return t.binaryExpression(plain as t.BinaryExpression['operator'], target, right);
}
