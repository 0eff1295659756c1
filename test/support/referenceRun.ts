/**
 * Runs a model as what it looks like: real JavaScript generators, one for each thread. It is slow and can neither copy a state
 * nor look at one twice, but there is little in it that could be wrong. Compiled models must agree with it step by step.
 */
import { transformSync } from 'esbuild';
import type { Choice, FaultKind } from '../../src/core/index.ts';

/** A struct of the zone `nodes`, which programs take from and give back to. Touching one that is free is a fault. */
export class Node {
  allocated = false;
  private readonly values: { v: number; next: Node | null; up: Node | null } = { v: 0, next: null, up: null };

  constructor(readonly slot: number) {}

  get v(): number {
    return this.live().v;
  }
  set v(value: number) {
    this.live().v = value;
  }
  get next(): Node | null {
    return this.live().next;
  }
  set next(value: Node | null) {
    this.live().next = value;
  }
  get up(): Node | null {
    return this.live().up;
  }
  set up(value: Node | null) {
    this.live().up = value;
  }

  clear(): void {
    Object.assign(this.values, { v: 0, next: null, up: null });
  }

  private live(): typeof this.values {
    if (!this.allocated) throw new ReferenceFault('use-after-free');
    return this.values;
  }
}

interface List {
  first: Node | null;
}

/** What ended a step. */
export class ReferenceFault extends Error {
  override readonly name = 'ReferenceFault';
  constructor(readonly kind: FaultKind) {
    super(kind);
  }
}

/** The fields of the globals and of each thread, by name: their initial value, an array for an `Arr`, null for a `Ref`. */
export interface Shape {
  readonly globals: Readonly<Record<string, number | boolean | readonly number[] | null | { readonly first: null }>>;
  readonly nodes: { readonly slots: number; readonly order: 'first' | 'lifo' };
  readonly thread: Readonly<Record<string, number | boolean>>;
  readonly threads: number;
  /** How often each `mayFail` may say yes. */
  readonly failures: Readonly<Record<string, number>>;
}

type Value = number | boolean | Node | null;
type Fields = Record<string, Value | number[] | List>;
type Guard = () => boolean;

/** What a generator hands out when it pauses: a plain yield's operand, or what a word of the language waits for. */
type Pause =
  | number
  | string
  | { readonly kind: 'alternatives'; readonly guards: readonly Guard[]; readonly where: number | string }
  | { readonly kind: 'halt' }
  | { readonly kind: 'become'; readonly routine: Run };

type Run = Generator<Pause, unknown, number | undefined>;
type RoutineOf = (...args: readonly unknown[]) => Run;

type NodeClaim = (node: Node) => boolean;

class Thread {
  readonly fields: Fields;
  run: Run | undefined;
  pause: Pause = '';

  constructor(
    readonly slot: number,
    shape: Shape,
  ) {
    this.fields = structuredClone(shape.thread) as Fields;
  }
}

/** A model that runs. */
export class ReferenceRun {
  private readonly globals: Fields;
  private readonly threads: readonly Thread[];
  private readonly failures: Record<string, number>;
  private readonly nodes: readonly Node[];
  /** Free nodes, the next one to be taken last. */
  private readonly free: Node[];
  private current: Thread | undefined;

  constructor(
    source: string,
    private readonly shape: Shape,
  ) {
    this.globals = structuredClone(shape.globals) as Fields;
    this.threads = Array.from({ length: shape.threads }, (_, index) => new Thread(index + 1, shape));
    this.failures = { ...shape.failures };
    this.nodes = Array.from({ length: shape.nodes.slots }, (_, index) => new Node(index + 1));
    this.free = this.nodes.toReversed();
    const { code } = transformSync(source, { loader: 'ts', format: 'cjs', target: 'es2022' });
    const module: { exports: { default?: { setup: () => void } } } = { exports: {} };
    new Function('require', 'module', 'exports', code)(() => this.words(), module, module.exports);
    module.exports.default?.setup();
  }

  ended(agent: number): boolean {
    return this.thread(agent).run === undefined;
  }

  /** Label of the place where the thread stands. */
  point(agent: number): string {
    const { pause, run } = this.thread(agent);
    if (run === undefined) return '';
    if (typeof pause !== 'object') return String(pause);
    return pause.kind === 'alternatives' ? String(pause.where) : '';
  }

  /** Every choice that can be taken now. */
  enabled(): Choice[] {
    return this.threads.flatMap((thread, agent) => {
      if (thread.run === undefined) return [];
      const { pause } = thread;
      if (typeof pause !== 'object' || pause.kind !== 'alternatives') return [{ agent, alternative: 0 }];
      return pause.guards.flatMap((guard, alternative) => (this.as(thread, guard) ? [{ agent, alternative }] : []));
    });
  }

  /** Runs the thread to its next pause; the fault, if it runs into one. */
  step({ agent, alternative }: Choice): FaultKind | undefined {
    const thread = this.thread(agent);
    try {
      this.as(thread, () => this.advance(thread, alternative));
      return undefined;
    } catch (error) {
      if (error instanceof ReferenceFault) return error.kind;
      if (error instanceof TypeError) return 'nil-dereference';
      throw error;
    }
  }

  /** Every field by the path that a compiled model gives it. */
  fields(): Record<string, string> {
    const found: Record<string, string> = {};
    const note = (path: string, fields: Fields): void => {
      for (const [name, value] of Object.entries(fields)) {
        if (Array.isArray(value)) value.forEach((one, index) => (found[`${path}.${name}[${index}]`] = String(one)));
        else if (isList(value)) found[`${path}.${name}.first`] = show(value.first);
        else found[`${path}.${name}`] = show(value);
      }
    };
    note('k', this.globals);
    for (const { slot, fields } of this.threads) note(`thread[${slot}]`, fields);
    for (const node of this.nodes) if (node.allocated) note(`node[${node.slot}]`, { v: node.v, next: node.next, up: node.up });
    return found;
  }

  private advance(thread: Thread, alternative?: number): void {
    const { value, done } = thread.run?.next(alternative) ?? { value: undefined, done: true };
    if (done === true) thread.run = undefined;
    else if (typeof value === 'object' && value.kind === 'halt') thread.run = undefined;
    else if (typeof value === 'object' && value.kind === 'become') this.begin(thread, value.routine);
    else thread.pause = value as Pause;
  }

  /** Runs the routine to its first pause, as a part of the step that starts it. */
  private begin(thread: Thread, routine: Run): void {
    thread.run = routine;
    this.as(thread, () => this.advance(thread));
  }

  private thread(agent: number): Thread {
    const thread = this.threads[agent];
    if (thread === undefined) throw new Error(`there is no thread ${agent}`);
    return thread;
  }

  private take(): Node | null {
    const node = this.free.pop() ?? null;
    node?.clear();
    if (node) node.allocated = true;
    return node;
  }

  private giveBack(node: Node): void {
    if (!node.allocated) throw new ReferenceFault('double-free');
    node.allocated = false;
    this.free.push(node);
    if (this.shape.nodes.order === 'first') this.free.sort((a, b) => b.slot - a.slot);
  }

  private as<T>(thread: Thread, action: () => T): T {
    const before = this.current;
    this.current = thread;
    try {
      return action();
    } finally {
      this.current = before;
    }
  }

  /** The words of the language, as a module that a model can import. */
  private words(): Record<string, unknown> {
    const { threads, failures, globals } = this;
    const threadOf = (fields: Fields): Thread => threads.find((one) => one.fields === fields) ?? this.thread(-1);
    const begin = (fields: Fields, routine: RoutineOf, ...args: unknown[]): void => this.begin(threadOf(fields), routine(...args));
    const always = (): boolean => true;
    const allowed = (name: string): boolean => (this.shape.failures[name] ?? 0) > 0;
    function* among(guards: readonly Guard[], where: number | string = ''): Run {
      return yield { kind: 'alternatives', guards, where };
    }
    return {
      globals: () => globals,
      zone: (name: string) => (name === 'node' ? this.nodes : { slots: threads.length, at: (slot: number) => this.thread(slot - 1).fields }),
      nil: null,
      alloc: () => this.take(),
      free: (_zone: unknown, node: Node) => this.giveBack(node),
      allocated: (node: Node) => node.allocated,
      every: (nodes: readonly Node[], claim: NodeClaim) => nodes.every((node) => !node.allocated || claim(node)),
      some: (nodes: readonly Node[], claim: NodeClaim) => nodes.some((node) => node.allocated && claim(node)),
      count: (nodes: readonly Node[], claim: NodeClaim) => nodes.filter((node) => node.allocated && claim(node)).length,
      contains: (list: List, node: Node) => chain(list).includes(node),
      insertHead: (list: List, node: Node) => link(list, [node, ...chain(list)]),
      insertTail: (list: List, node: Node) => link(list, [...chain(list), node]),
      insertAfter: (after: Node, node: Node) => {
        node.next = after.next;
        after.next = node;
      },
      remove: (list: List, node: Node) => {
        link(list, chain(list).filter((one) => one !== node));
        node.next = null;
      },
      scenario: (it: unknown) => it,
      curthread: () => this.current?.fields,
      slot: (it: Fields | Node | null) => (it === null ? 0 : it instanceof Node ? it.slot : threadOf(it).slot),
      halted: (fields: Fields) => threadOf(fields).run === undefined,
      start: begin,
      waitUntil: (guard: Guard, where?: number | string) => among([guard], where),
      choose: (n: number) => among(Array.from({ length: n }, () => always)),
      select: (...guards: readonly Guard[]) => among(guards),
      pick: (n: number, guard: (index: number) => boolean) => among(Array.from({ length: n }, (_, index) => () => guard(index))),
      *mayFail(name: string): Generator<Pause, boolean, number | undefined> {
        if (!allowed(name)) return false;
        const fails = (yield { kind: 'alternatives', guards: [always, () => failures[name] !== 0], where: `may fail: ${name}` }) === 1;
        if (fails) failures[name] = (failures[name] ?? 0) - 1;
        return fails;
      },
      *halt(): Run {
        return yield { kind: 'halt' };
      },
      *become(routine: RoutineOf, ...args: unknown[]): Run {
        return yield { kind: 'become', routine: routine(...args) };
      },
    };
  }
}

const isList = (value: Value | List): value is List => typeof value === 'object' && value !== null && 'first' in value;

function show(value: Value): string {
  if (value === null) return 'nil';
  return value instanceof Node ? `node[${value.slot}]` : String(value);
}

/** The elements of a list. */
function chain({ first }: List): Node[] {
  const nodes: Node[] = [];
  for (let node = first; node !== null; node = node.next) nodes.push(node);
  return nodes;
}

/** Makes the list consist of these. */
function link(list: List, nodes: readonly Node[]): void {
  list.first = nodes[0] ?? null;
  nodes.forEach((node, index) => (node.next = nodes[index + 1] ?? null));
}
