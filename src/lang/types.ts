/**
 * The types that a model's structs are written with. They are ordinary numbers, booleans and objects to the type checker;
 * the compiler reads their names and gives each field the width that the name declares.
 */

/** Unsigned integers of N bits. Storing a value that does not fit is the verdict *out of range*. */
export type U1 = number;
export type U2 = number;
export type U3 = number;
export type U4 = number;
export type U5 = number;
export type U6 = number;
export type U7 = number;
export type U8 = number;
export type U10 = number;
export type U12 = number;
export type U16 = number;
export type U31 = number;

/** Signed integers of N bits. A local that is a plain `number` counts as I16. */
export type I8 = number;
export type I16 = number;

/** An integer from LO to HI, both included; each bound a number or the name of a parameter. */
export type Range<_LO extends number | string, _HI extends number | string> = number;

/** A set of small integers 0 .. N-1, held as a bit word; N (at most 31) is a number or the name of a parameter. */
export type Bits<_N extends number | string> = number;

/** A word of flags whose names and values are the members of a constant object: `Flags<typeof P_FLAGS>`. */
export type Flags<_T extends Readonly<Record<string, number>>> = number;

/** A reference to a struct, or `nil`. Touching a field through `nil` is a verdict. */
export type Ref<T> = T;

/** A fixed array of N elements; N a number or the name of a parameter. An index beyond it is the verdict *out of range*. */
export interface Arr<T, _N extends number | string> {
  [index: number]: T;
}

/** The head of a list whose elements are linked through one of their own fields (a `Ref` to the next). */
export interface List<T> {
  first: Ref<T>;
}

/**
 * A field with its locking key, as a kernel's proc.h has one. READ and WRITE name lock fields of the same struct
 * (`p_mtx`), global locks (`k.proctree_lock`), `curthread` (only the thread itself) or `never`, joined by `|` (either is enough)
 * and `&` (all are needed); `&` binds tighter. READ alone stands for both.
 * An access without its guard is the verdict *guard violated*; `unlocked(ref)` marks an intended exception.
 */
export type Guarded<T, _READ extends string, _WRITE extends string = _READ> = T;

/** Where a step stands: a line of the kernel's source, or a label. */
export type Point = number | string;

/** A function that can be interrupted by other threads, at its yields. */
export type Routine<T = void> = Generator<Point, T, unknown>;

/** A routine as a value: what a new thread runs. */
export type Entry = () => Routine;
