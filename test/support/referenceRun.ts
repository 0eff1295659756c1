/**
 * Runs a model as what it looks like: real JavaScript generators, one for each thread. It is slow and can neither copy a state
 * nor look at one twice, but there is little in it that could be wrong. Compiled models must agree with it step by step.
 */
import { transformSync } from 'esbuild';
import type { Choice } from '../../src/core/index.ts';

/** The fields of the globals and of each thread, by name: their initial value, an array for an `Arr`. */
export interface Shape {
  readonly globals: Readonly<Record<string, number | boolean | readonly number[]>>;
  readonly thread: Readonly<Record<string, number | boolean>>;
  readonly threads: number;
  /** How often each `mayFail` may say yes. */
  readonly failures: Readonly<Record<string, number>>;
}

type Fields = Record<string, number | boolean | number[]>;
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
  private current: Thread | undefined;

  constructor(
    source: string,
    private readonly shape: Shape,
  ) {
    this.globals = structuredClone(shape.globals) as Fields;
    this.threads = Array.from({ length: shape.threads }, (_, index) => new Thread(index + 1, shape));
    this.failures = { ...shape.failures };
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

  /** Runs the thread to its next pause. */
  step({ agent, alternative }: Choice): void {
    const thread = this.thread(agent);
    this.as(thread, () => this.advance(thread, alternative));
  }

  /** Every field by the path that a compiled model gives it. */
  fields(): Record<string, string> {
    const found: Record<string, string> = {};
    const note = (path: string, fields: Fields): void => {
      for (const [name, value] of Object.entries(fields)) {
        if (Array.isArray(value)) value.forEach((one, index) => (found[`${path}.${name}[${index}]`] = String(one)));
        else found[`${path}.${name}`] = String(value);
      }
    };
    note('g', this.globals);
    for (const { slot, fields } of this.threads) note(`thread[${slot}]`, fields);
    return found;
  }

  private advance(thread: Thread, alternative: number): void {
    const { value, done } = thread.run?.next(alternative) ?? { value: undefined, done: true };
    if (done === true) thread.run = undefined;
    else if (typeof value === 'object' && value.kind === 'halt') thread.run = undefined;
    else if (typeof value === 'object' && value.kind === 'become') this.begin(thread, value.routine);
    else thread.pause = value as Pause;
  }

  /** The thread stands before the routine's first statement. */
  private begin(thread: Thread, routine: Run): void {
    thread.run = routine;
    thread.pause = '';
  }

  private thread(agent: number): Thread {
    const thread = this.threads[agent];
    if (thread === undefined) throw new Error(`there is no thread ${agent}`);
    return thread;
  }

  private as<T>(thread: Thread, action: () => T): T {
    const before = this.current;
    this.current = thread;
    const result = action();
    this.current = before;
    return result;
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
      zone: () => ({ slots: threads.length, at: (slot: number) => this.thread(slot - 1).fields }),
      scenario: (it: unknown) => it,
      curthread: () => this.current?.fields,
      slot: (fields: Fields) => threadOf(fields).slot,
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
