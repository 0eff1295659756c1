/**
 * Writes small random programs with several alike threads: locks, waiting, nodes that come and go, lists, sets of threads, sleep
 * and wakeup, planted faults, now and then something that tells slots apart. Every decision is the next number of a list, and 0 is
 * the simplest one.
 */

/** Writes a module with a scenario, `generated-0` and so on, for each list of numbers: all of so many threads, with short programs, or of two or three. */
export function writeSymmetric(programs: readonly (readonly number[])[], threads?: number): string {
  const [first = []] = programs;
  const parts = programs.map((decisions, index) => new Writer(decisions, index, threads).program());
  return [
    ...new Writer(first, 0, threads).declarations(),
    ...parts.flatMap(({ routines }) => routines),
    `export default [`,
    ...parts.flatMap(({ scenario }) => scenario),
    `];`,
    ``,
  ].join('\n');
}

/** One of the programs of a module. */
interface Program {
  readonly routines: readonly string[];
  readonly scenario: readonly string[];
}

const maxThreads = 3;

/** Statements by number: those that nodes come and go by, those that wait and wake, and all. */
const nodes = [5, 6, 7, 8, 11, 12, 13, 27, 6, 7, 31, 32];
const waiting = [3, 9, 10, 14, 15, 16, 17, 18, 19, 20, 21, 24, 25, 28, 30];
const whatever = Array.from({ length: 34 }, (_, index) => index);

class Writer {
  private at = 0;
  private points = 0;
  /** The kinds of statements that the program draws from: few, so that they have to do with each other. */
  private theme: readonly number[] = [];

  constructor(
    private readonly decisions: readonly number[],
    private readonly index: number,
    private readonly threads: number | undefined,
  ) {}

  private below(n: number): number {
    return (this.decisions[this.at++] ?? 0) % n;
  }

  private one<T>(all: readonly T[]): T {
    return all[this.below(all.length)]!;
  }

  private chance(n: number): boolean {
    return this.below(n) === n - 1;
  }

  private point(): string {
    return `'p${this.points++}'`;
  }

  /** What all programs of a module share. */
  declarations(): readonly string[] {
    const order = this.one(['first', 'lifo']);
    const stable = this.chance(3);
    return [
      `import {`,
      `  type Bits, type List, type Ref, type Routine, type U1, type U2, type U3, type U4, type U8, addressOf, all, alloc, allocated, always, choose, contains, count, curthread,`,
      `  every, free, globals, halted, inside, insertHead, insertTail, KASSERT, nil, pick, remove, scenario, select, slot, some, sometimes, start, waitUntil, zone,`,
      `} from 'forkcheck';`,
      `export interface Box { owner: Ref<Thread> }`,
      `export interface Thread { t: U2; n: Ref<Node>; box: Box; wchan: U8; other: Ref<Thread>; flag: boolean }`,
      `export interface Node { v: U2; next: Ref<Node>; by: Ref<Thread>; box: Box }`,
      `export interface Globals { a: U2; b: U2; lock: Box; p: Ref<Node>; q: Ref<Thread>; head: List<Node>; set: Bits<${this.threads ?? maxThreads}>; e: boolean }`,
      `export const k = globals<Globals>('k');`,
      `export const threads = zone<Thread>('thread', { slots: 2, threads: true, stable: true });`,
      `export const nodes = zone<Node>('node', { slots: 2, order: '${order}', stable: ${stable} });`,
      `export const boxes = all<Box>();`,
      `const me = (): Ref<Thread> => curthread<Thread>();`,
      `function bit(): number { return 1 << (slot(me()) - 1); }`,
      `function wake(on: number): void {`,
      `  for (let i = 1; i <= threads.slots; i++) { const td = threads.at(i); if (td.wchan === on) td.wchan = 0; }`,
      `}`,
      `function anyFlag(): boolean {`,
      `  for (let i = 1; i <= threads.slots; i++) if (threads.at(i).flag) return true;`,
      `  return false;`,
      `}`,
      `function* lock(b: Ref<Box>): Routine { yield* waitUntil(() => b.owner === nil, 'lock'); b.owner = me(); }`,
    ];
  }

  program(): Program {
    this.at = 2;
    const threads = this.threads ?? 2 + this.below(maxThreads - 1);
    const themed = this.one([whatever, nodes, waiting, whatever, nodes]);
    this.theme = Array.from({ length: 5 }, () => this.one(themed));
    const slots = { thread: threads, node: 1 + this.below(3) };
    const routines = Array.from({ length: 1 + this.below(2) }, (_, index) => this.routine(index));
    const started = this.chance(4) ? threads - 1 : threads;
    const starts = Array.from({ length: started }, (_, index) => {
      const args = this.one(['nil', 'nodes.at(1)', 'nil']);
      const number = this.below(3);
      return `      start(threads.at(${index + 1}), ${this.main(this.below(routines.length))}, ${args}, ${number === 2 ? index : number});`;
    });
    const allocated = this.below(slots.node + 1);
    const scenario = [
      `  scenario({`,
      `    name: 'generated-${this.index}', title: 'a generated program', slots: ${JSON.stringify(slots)},`,
      `    setup: () => {`,
      ...Array.from({ length: allocated }, (_, index) => `      const n${index} = alloc(nodes); n${index}.v = ${this.below(2)};${this.chance(3) ? ` insertHead(k.head, n${index}, 'next');` : ''}`),
      ...starts,
      `    },`,
      `    properties: [`,
      `      always('one-${this.index}', '', () => ${this.claim()}),`,
      `      always('two-${this.index}', '', () => ${this.claim()}),`,
      `      sometimes('three-${this.index}', '', () => ${this.claim()}),`,
      `      sometimes('four-${this.index}', '', () => ${this.claim()}),`,
      `    ],`,
      `  }),`,
    ];
    return { routines, scenario };
  }

  private main(index: number): string {
    return `main${this.index}_${index}`;
  }

  private routine(index: number): string {
    const isShort = this.threads !== undefined;
    const body = Array.from({ length: isShort ? 1 + this.below(2) : 3 + this.below(4) }, () => this.statement(isShort ? 0 : 2)).join('');
    const loop = !isShort && this.chance(2) ? [`for (;;) {\nyield ${this.point()};\n`, `}\n`] : ['', ''];
    return `function* ${this.main(index)}(n: Ref<Node>, x: number): Routine {\nlet y = 0;\nlet m: Ref<Node> = nil;\nlet td: Ref<Thread> = nil;\nyield ${this.point()};\n${loop[0]}${body}${loop[1]}}\n`;
  }

  private statement(depth: number): string {
    const simple = [
      () => `yield ${this.point()};\n`,
      () => `k.a = (k.a + 1) % 3;\n`,
      () => `y = k.a; yield ${this.point()}; k.a = (y + 1) % 3;\n`,
      () => `yield* lock(k.lock);\n${depth > 0 ? this.statement(depth - 1) : ''}yield ${this.point()};\nk.lock.owner = nil;\n`,
      () => `me().t = ${this.one(['k.a', 'y % 3', 'x', '1'])};\n`,
      () => `m = alloc(nodes);\nyield ${this.point()};\n`,
      () => `if (me().n === nil) { me().n = alloc(nodes); if (me().n !== nil) { me().n.v = ${this.below(3)}; me().n.by = me(); } }\n`,
      () => `yield ${this.point()}; if (me().n !== nil) { ${this.chance(3) ? '' : 'm = nil; '}free(nodes, me().n); ${this.chance(3) ? '' : 'me().n = nil; '}}\n`,
      () => `k.p = ${this.one(['me().n', 'm', 'nil', 'n'])};\n`,
      () => `k.q = ${this.one(['me()', 'nil', 'me().other', 'td'])};\n`,
      () => `me().other = k.q;\n`,
      () => `yield ${this.point()}; if (me().n !== nil && !contains(k.head, me().n, 'next')) ${this.one(['insertHead', 'insertTail'])}(k.head, me().n, 'next');\n`,
      () => `yield ${this.point()}; if (${this.chance(4) ? 'me().n !== nil' : "me().n !== nil && contains(k.head, me().n, 'next')"}) remove(k.head, me().n, 'next');\n`,
      () => `m = k.head.first; yield ${this.point()};\n`,
      () => `k.set |= bit(); yield ${this.point()};\n`,
      () => `k.set &= ~bit(); yield ${this.point()};\n`,
      () => `me().wchan = addressOf(${this.one(['k.lock', 'k.a'])});\nyield* waitUntil(() => me().wchan === 0, 'asleep');\n`,
      () => `me().wchan = addressOf(me().t);\nk.q = me();\nyield* waitUntil(() => me().wchan === 0, 'asleep');\n`,
      () => `yield ${this.point()}; wake(addressOf(k.lock));\n`,
      () => `yield ${this.point()}; if (k.q !== nil) wake(addressOf(k.q.t));\n`,
      () => `yield* waitUntil(() => ${this.condition()}, 'wait');\n`,
      () => `me().flag = ${this.one(['true', 'false', '!me().flag'])};\nyield ${this.point()};\n`,
      () => `y = (yield* choose(2)); k.b = y;\n`,
      () => `if ((yield* select(() => ${this.condition()}, () => k.a === 0)) === 0) k.b = 1; else k.b = 2;\n`,
      () => `{ const i = yield* pick(threads.slots, (j) => threads.at(j + 1).flag); threads.at(i + 1).flag = false; td = threads.at(i + 1); yield ${this.point()}; td.t = 2; }\n`,
      () => `td = k.q; yield ${this.point()}; if (td !== nil && td !== me()) td.flag = true;\n`,
      () => `KASSERT(${this.condition()}, 'planted');\n`,
      () => `k.b = ${this.one(['k.p.v', 'me().n.v', 'm.v'])};\nyield ${this.point()};\n`,
      () => `yield* lock(me().box); if (k.q !== nil) { yield* lock(k.q.box); }\nyield ${this.point()}; me().box.owner = nil;\n`,
      () => `for (let i = 1; i <= threads.slots; i++) { const one = threads.at(i); if (halted(one) && k.b === 1) { k.b = 0; start(one, ${this.main(0)}, nil, 0); break; } }\nyield ${this.point()};\n`,
      () => `if (k.q !== nil && halted(k.q)) start(k.q, ${this.main(0)}, me().n, 1);\nyield ${this.point()};\n`,
      () => `if (k.p !== nil) k.b = k.p.v;\nyield ${this.point()};\n`,
      () => `if (k.p === nil) { k.p = alloc(nodes); if (k.p !== nil) k.p.by = me(); } else { free(nodes, k.p); k.p = nil; }\nyield ${this.point()};\n`,
      () => `k.a = slot(me()) % 3; yield ${this.point()};\n`,
    ];
    const kind = this.below(8);
    if (kind < 6 || depth === 0) return simple[this.one(this.theme)]!();
    if (kind === 6) return `if (${this.condition()}) {\n${this.statement(depth - 1)}} else {\n${this.statement(depth - 1)}}\n`;
    return `${this.statement(depth - 1)}yield ${this.point()};\n${this.statement(depth - 1)}`;
  }

  private condition(): string {
    return this.one([
      'k.a === 0',
      'k.b !== 1',
      'k.q === nil',
      'k.q === me()',
      'k.q !== me()',
      'k.p === me().n',
      'k.p !== nil',
      'm !== nil',
      'me().n !== nil && me().n.by === me()',
      'k.set === 0',
      '(k.set & bit()) !== 0',
      'anyFlag()',
      'some(boxes, (b) => b.owner === me())',
      'every(nodes, (one) => one.v !== 1)',
      'count(nodes, (one) => one.by === me()) < 2',
      'k.head.first === nil',
      'x === 0',
      'me().t === 0',
      'slot(me()) === 1',
    ]);
  }

  private claim(): string {
    return this.one([
      'k.a !== 2',
      'k.lock.owner === nil',
      'k.q === nil || k.q.t === 0',
      'every(nodes, (n) => n.v !== 2)',
      'some(nodes, (n) => n.by !== nil && n.by.flag)',
      'count(nodes, (n) => n.v === 0) < 2',
      'some(boxes, (b) => b.owner !== nil)',
      'anyFlag()',
      'k.set === 0',
      'k.p === nil || k.p.v === 0',
      'k.head.first === nil || k.head.first.next === nil',
      'k.b === 1',
      'k.p !== nil && allocated(k.p)',
      'threads.at(1).t === 1',
    ]);
  }
}
