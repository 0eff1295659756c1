/** Zones, lists and guards. */
import { describe, expect, test } from 'vitest';
import { compiled, runOut, told } from './written.ts';

const nodes = (options: string): string => `
export interface Node { v: U4; next: Ref<Node> }
export const nodes = zone<Node>('node', { slots: 2, ${options} });`;
const fields = 'a: U4; b: U4; p: Ref<Node>; q: Ref<Node>; head: List<Node>';

describe('an allocation takes', () => {
  const body = 'yield 1; const p = alloc(nodes); const q = alloc(nodes); free(nodes, p); free(nodes, q); g.a = slot(alloc(nodes)); g.b = slot(alloc(nodes));';
  test('the first free slot', () => {
    const model = compiled(fields, body, nodes("order: 'first'"));
    expect(runOut(model)).toBeUndefined();
    expect([told(model, 'g.a'), told(model, 'g.b')]).toEqual(['1', '2']);
  });
  test('the one freed last', () => {
    const model = compiled(fields, body, nodes("order: 'lifo'"));
    expect(runOut(model)).toBeUndefined();
    expect([told(model, 'g.a'), told(model, 'g.b')]).toEqual(['2', '1']);
  });
  test.each(["order: 'first'", "order: 'lifo'"])('nothing where there is nothing left (%s)', (options) => {
    const model = compiled(fields, 'yield 1; alloc(nodes); alloc(nodes); if (alloc(nodes) === nil) g.a = 1;', nodes(options));
    expect(runOut(model)).toBeUndefined();
    expect(told(model, 'g.a')).toBe('1');
  });
  test('nothing from a zone without slots, to which nothing is given back', () => {
    const model = compiled(fields, 'yield 1; g.p = alloc(nodes); if (g.p === nil) g.a = 1; yield 2; free(nodes, g.p);', nodes('').replace('2,', '0,'));
    expect(runOut(model)).toBe('nil-dereference');
    expect(told(model, 'g.a')).toBe('1');
  });
});

describe('freed memory', () => {
  const freed = 'yield 1; g.p = alloc(nodes); g.p.v = 3; free(nodes, g.p); yield 2;';
  test.each([
    ['is not read', 'g.a = g.p.v;'],
    ['is not written', 'g.p.v = 1;'],
    ['is not read in a guard', 'yield* waitUntil(() => g.p.v === 0);'],
    ['is not read in a function', 'g.a = value(g.p);'],
    ['is not put on a list', "insertHead(g.head, g.p, 'next');"],
  ])('%s', (_what, body) => {
    expect(runOut(compiled(fields, `${freed} ${body}`, `${nodes("order: 'first'")} function value(p: Ref<Node>): number { return p.v; }`))).toBe('use-after-free');
  });
  test('is not freed again', () => expect(runOut(compiled(fields, `${freed} free(nodes, g.p);`, nodes("order: 'lifo'")))).toBe('double-free'));
  test('is zeroed', () => {
    const model = compiled(fields, `${freed} g.q = alloc(nodes); g.a = g.q.v + 1;`, nodes("order: 'first'"));
    expect(runOut(model)).toBeUndefined();
    expect(told(model, 'g.a')).toBe('1');
  });
  test('keeps its contents in a stable zone', () => {
    const model = compiled(fields, `${freed} g.a = g.p.v; g.q = alloc(nodes); g.b = g.q.v;`, nodes('stable: true'));
    expect(runOut(model)).toBeUndefined();
    expect([told(model, 'g.a'), told(model, 'g.b')]).toEqual(['3', '3']);
  });
});

describe('nil', () => {
  test.each([
    ['is not put on a list', "insertTail(g.head, g.p, 'next');"],
    ['is not freed', 'free(nodes, g.p);'],
    ['is no thread', 'if (halted(thread())) g.a = 1;'],
    ['is not started', 'start(thread(), main);'],
  ])('%s', (_what, body) => {
    expect(runOut(compiled(fields, `yield 1; ${body}`, `${nodes('stable: true')} function thread(): Ref<Thread> { return nil; }`))).toBe('nil-dereference');
  });
});

const guarded = `
export interface Lock { owner: Ref<Thread>; readers: U2 }
export function Lock_held(m: Ref<Lock>): boolean { return m.owner === curthread<Thread>(); }
export function Lock_shared(m: Ref<Lock>): boolean { return m.owner === curthread<Thread>() || m.readers > 0; }
export interface Owner { lock: Lock }
export interface Node {
  own: Lock; up: Ref<Owner>; next: Guarded<Ref<Node>, 'g.lock'>;
  either: Guarded<U4, 'own | g.lock', 'own & g.lock'>; far: Guarded<U4, 'up.lock'>; never: Guarded<U4, 'never'>;
}
export const nodes = zone<Node>('node', { slots: 2, stable: true });
export const owners = zone<Owner>('owner', { slots: 2, stable: true });
`;
const globalsOf = 'lock: Lock; a: U4; p: Ref<Node>; list: Guarded<List<Node>, \'lock\'>; both: Guarded<U4, \'lock\'>';

describe('a guard', () => {
  const begin = 'yield 1; g.p = alloc(nodes); const p = g.p; const me = curthread<Thread>();';
  test.each([
    ['is missed in a read', 'g.a = p.either;', false],
    ['is enough on either side of |', 'p.own.owner = me; g.a = p.either;', true],
    ['is enough on the other side of |', 'g.lock.owner = me; g.a = p.either;', true],
    ['is not enough on one side of &', 'g.lock.owner = me; p.either = 1;', false],
    ['is kept with both sides of &', 'g.lock.owner = me; p.own.owner = me; p.either = 1;', true],
    ['is shared by readers', 'g.lock.readers = 1; g.a = g.both;', true],
    ['is not shared by writers', 'g.lock.readers = 1; g.both = 1;', false],
    ['may lie behind a reference', 'p.up = alloc(owners); p.up.lock.owner = me; p.far = 1;', true],
    ['is missed behind a reference', 'p.up = alloc(owners); p.far = 1;', false],
    ['is missed behind nil', 'p.far = 1;', false],
    ['of never is never held', 'g.a = p.never;', false],
    ['is passed by with unlocked', 'g.a = unlocked(p).never; unlocked(p).never = 2;', true],
    ['is passed by with a constant that is unlocked', 'const q = unlocked(p); g.a = q.never; yield 2; q.never = 2;', true],
    ['is not passed by otherwise', 'const q = unlocked(p); q.never = 1; g.a = p.never;', false],
    ['is passed by in an assignment that yields', 'unlocked(p).never = yield* choose(2);', true],
    ['holds in a wait', 'yield* waitUntil(() => p.never === 0);', false],
    ['holds for a list', "insertHead(g.list, p, 'next');", false],
    ['holds for the link', "insertHead(unlocked(g).list, p, 'next');", false],
    ['is kept for list and link', "g.lock.owner = me; insertHead(g.list, p, 'next'); remove(g.list, p, 'next');", true],
    ['is passed by for list and link', "insertHead(unlocked(g).list, unlocked(p), 'next');", true],
  ])('%s', (_what, body, kept) => {
    expect(runOut(compiled(globalsOf, `${begin} ${body}`, guarded))).toBe(kept ? undefined : 'guard-violated');
  });
});

describe('a field for the thread itself', () => {
  test('is its own', () => expect(runOut(compiled('a: U4', 'yield 1; threads.at(1).mine = 1;'))).toBeUndefined());
  test('and nobody else\'s', () => expect(runOut(compiled('a: U4', 'yield 1; g.a = threads.at(2).mine;'))).toBe('guard-violated'));
});
