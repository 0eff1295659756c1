/**
 * The words of the modelling language. Each is recognized by the compiler; none runs as it stands here. Those that return a
 * `Routine` are called with `yield*` and are points where another thread may act *before* they continue.
 */
import type { Zone } from './model.ts';
import type { Entry, List, Ref, Routine } from './types.ts';

/** The reference to nothing. */
export const nil = null as never;

/** Blocks until the condition holds; what follows, up to the next yield, is one atomic step with the test. */
export function waitUntil(_condition: () => boolean, _where?: number | string): Routine {
  return onlyInModels('waitUntil');
}

/** A nondeterministic value from 0 to n-1. */
export function choose(_n: number): Routine<number> {
  return onlyInModels('choose');
}

/** Goes on with the index of any alternative whose guard holds; blocks while none does. */
export function select(..._guards: readonly (() => boolean)[]): Routine<number> {
  return onlyInModels('select');
}

/** Goes on with any index from 0 to n-1 for which the guard holds; blocks while there is none. */
export function pick(_n: number, _guard: (index: number) => boolean): Routine<number> {
  return onlyInModels('pick');
}

/** True at most as often as the scenario's `failures[name]` allows; never a step of its own where the scenario allows none. */
export function mayFail(_name: string): Routine<boolean> {
  return onlyInModels('mayFail');
}

/** A point where the routine may sleep: a step boundary if the scenario lists `name` in `failures`, nothing otherwise. */
export function maySleep(_name: string): Routine {
  return onlyInModels('maySleep');
}

/** The thread that executes; nil in an interrupt. Its type is the struct of the zone declared with `threads: true`. */
export function curthread<T>(): Ref<T> {
  return onlyInModels('curthread');
}

/** Ends the thread: its frames are cleared and its slot may be started again. Never returns. */
export function halt(): Routine<never> {
  return onlyInModels('halt');
}

/** Abandons all frames of the thread and begins `routine` afresh, as exec does. Never returns. */
export function become<A extends readonly unknown[]>(_routine: (...args: A) => Routine, ..._args: A): Routine<never> {
  return onlyInModels('become');
}

/** Starts a halted thread at the beginning of `routine`. Not a yield. */
export function start<T, A extends readonly unknown[]>(_thread: Ref<T>, _routine: (...args: A) => Routine, ..._args: A): void {
  onlyInModels('start');
}

/** Calls the routine that `entry` stands for. */
export function run(_entry: Entry): Routine {
  return onlyInModels('run');
}

/** False when the thread comes here itself; true in a clone that `cloneFrames` made of it (as setjmp does). No step of its own. */
export function cloned(): Routine<boolean> {
  return onlyInModels('cloned');
}

/**
 * Gives a halted thread a copy of the current thread's frames, up to the routine that called `cloned()`; the copy goes
 * on there, with `true`. Not a yield. This is how fork returns twice.
 */
export function cloneFrames<T>(_thread: Ref<T>): void {
  onlyInModels('cloneFrames');
}

/** Whether the thread has ended, or was never started. */
export function halted<T>(_thread: Ref<T>): boolean {
  return onlyInModels('halted');
}

/** Whether the thread stands at a guard that does not hold (the CPU gate is not asked). */
export function blocked<T>(_thread: Ref<T>): boolean {
  return onlyInModels('blocked');
}

/** Whether the thread is inside `routine` or anything that it called. */
export function inside<T, A extends readonly unknown[]>(_thread: Ref<T>, _routine: (...args: A) => Routine<unknown>): boolean {
  return onlyInModels('inside');
}

/**
 * Whether the thread stands in `routine` itself, and not in what it called, at a yield of this name: the line or label behind `yield`, or
 * the last argument of `waitUntil`.
 */
export function standsAt<T, A extends readonly unknown[]>(
  _thread: Ref<T>,
  _routine: (...args: A) => Routine<unknown>,
  _where: number | string,
): boolean {
  return onlyInModels('standsAt');
}

/** Takes a free struct of the zone; `nil` where there is none (a model reports that with `exhausted`). */
export function alloc<T>(_zone: Zone<T>): Ref<T> {
  return onlyInModels('alloc');
}

/** Gives a struct back. Freeing a free one is the verdict *double free*. */
export function free<T>(_zone: Zone<T>, _ref: Ref<T>): void {
  onlyInModels('free');
}

/** Whether the struct is allocated; globals and embedded structs always are. Looking is not touching. */
export function allocated<T>(_ref: Ref<T>): boolean {
  return onlyInModels('allocated');
}

/** The number of the slot (1 ..), 0 for nil. */
export function slot<T>(_ref: Ref<T>): number {
  return onlyInModels('slot');
}

/** The struct that an embedded field stands in is compared by address: a number unique to this field of this struct. */
export function addressOf(_field: unknown): number {
  return onlyInModels('addressOf');
}

/** The rank of a lock in the kernel's `lockOrder`, from 1 (outermost); 0 if it is not listed. */
export function lockRank<T>(_lock: Ref<T>): number {
  return onlyInModels('lockRank');
}

/** The same reference, without guard checks on its fields; for reads and writes that the kernel makes without the lock. */
export function unlocked<T>(_ref: Ref<T>): Ref<T> {
  return onlyInModels('unlocked');
}

/** The kernel's own assertion; a false one is the verdict *assertion failed*. */
export function KASSERT(_condition: boolean, _message: string): void {
  onlyInModels('KASSERT');
}

/** The kinds of built-in verdicts that a model itself can raise. */
export type Discipline =
  | 'lock-held-on-return'
  | 'lock-order-reversal'
  | 'sleeping-forbidden'
  | 'lock-misuse'
  | 'zone-exhausted';

/** A rule of the machine; breaking it is a verdict of the given kind. */
export function require(_kind: Discipline, _condition: boolean, _message: string): void {
  onlyInModels('require');
}

/** Whether the claim holds for every allocated struct of the zone. */
export function every<T>(_zone: Zone<T>, _claim: (ref: Ref<T>) => boolean): boolean {
  return onlyInModels('every');
}

/** Whether the claim holds for some allocated struct of the zone. */
export function some<T>(_zone: Zone<T>, _claim: (ref: Ref<T>) => boolean): boolean {
  return onlyInModels('some');
}

/** How many allocated structs of the zone the claim holds for. */
export function count<T>(_zone: Zone<T>, _claim: (ref: Ref<T>) => boolean): number {
  return onlyInModels('count');
}

/** Puts `elm` first. `next` names the field of the elements that links the list. */
export function insertHead<T>(_list: List<T>, _elm: Ref<T>, _next: keyof T & string): void {
  onlyInModels('insertHead');
}

/** Puts `elm` last. */
export function insertTail<T>(_list: List<T>, _elm: Ref<T>, _next: keyof T & string): void {
  onlyInModels('insertTail');
}

/** Puts `elm` right after `after`. */
export function insertAfter<T>(_after: Ref<T>, _elm: Ref<T>, _next: keyof T & string): void {
  onlyInModels('insertAfter');
}

/** Takes `elm` out and clears its link; it is the verdict *assertion failed* if it is not on the list. */
export function remove<T>(_list: List<T>, _elm: Ref<T>, _next: keyof T & string): void {
  onlyInModels('remove');
}

/** Whether `elm` is on the list. */
export function contains<T>(_list: List<T>, _elm: Ref<T>, _next: keyof T & string): boolean {
  return onlyInModels('contains');
}

function onlyInModels(word: string): never {
  throw new Error(`${word} can only be used inside the functions of a model, which forkcheck compiles`);
}
