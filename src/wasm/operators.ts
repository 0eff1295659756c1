import { op } from './encoder.ts';

/** Operators of 32-bit integers. */
export const wordOperators: Readonly<Record<string, number>> = {
  '+': op.i32Add,
  '-': op.i32Sub,
  '*': op.i32Mul,
  '&': op.i32And,
  '|': op.i32Or,
  '^': op.i32Xor,
  '<<': op.i32Shl,
  '>>': op.i32ShrS,
  '>>>': op.i32ShrU,
};
/** Those of 64 bits. */
export const wideOperators: Readonly<Record<string, number>> = { '+': op.i64Add, '-': op.i64Sub, '*': op.i64Mul };
/** The comparison of i32 and of i64. */
export const comparisons: Readonly<Record<string, readonly [number, number]>> = {
  '===': [op.i32Eq, op.i64Eq],
  '!==': [op.i32Ne, op.i64Ne],
  '<': [op.i32LtS, op.i64LtS],
  '>': [op.i32GtS, op.i64GtS],
  '<=': [op.i32LeS, op.i64LeS],
  '>=': [op.i32GeS, op.i64GeS],
};
