/**
 * Writes random little models of threads that race for a few shared cells: locks, flags, counters, waits, starts, choices, planted
 * assertions, and properties that some of them break. Every decision is the next number of a list, and 0 is the simplest one.
 */
export function writeRace(decisions: readonly number[], name: string): string {
  return new RaceWriter(decisions, name).model();
}

/** What the models of one module share. */
export const raceHead = `import { always, choose, curthread, globals, halted, inside, KASSERT, mayFail, nil, params, scenario, select, some, sometimes, start, waitUntil, zone } from 'forkcheck';
import type { Bits, Ref, Routine, U2, U3 } from 'forkcheck';
export interface Thread { id: U2; done: boolean }
export const threads = zone<Thread>('thread', { slots: 4, threads: true, stable: true });
export interface Lock { owner: Ref<Thread> }
export interface Globals { x: U2; y: U2; z: U3; f: Bits<'flags'>; l: Lock; m: Lock }
export const conf = params({ flags: 4 });
export const g = globals<Globals>('g');
const me = (): Ref<Thread> => curthread<Thread>();
function* lock(l: Ref<Lock>): Routine {
  yield* waitUntil(() => l.owner === nil, 'lock');
  l.owner = me();
}
function* trylock(l: Ref<Lock>): Routine<boolean> {
  yield 'try';
  if (l.owner !== nil) return false;
  l.owner = me();
  return true;
}
function unlock(l: Ref<Lock>): void {
  if (l.owner === me()) l.owner = nil;
}
function* outer(): Routine {
  yield* critical();
  g.z = (g.z + 1) & 7;
}
function* critical(): Routine {
  yield* lock(g.m);
  const old = g.y;
  yield 'between';
  g.y = (old + 1) & 3;
  unlock(g.m);
}
function* idle(): Routine {
  yield 'idle';
  me().done = true;
}
`;

const cells = ['g.x', 'g.y', 'g.z'] as const;
const locks = ['g.l', 'g.m'] as const;

/** The statements, by their numbers, that have to do with flags, or go one way or another. */
const aboutFlags = [11, 12, 15, 4, 5, 6, 11, 15] as const;

class RaceWriter {
  private at = 0;
  private locals = 0;
  private fuel = 14;
  /** Locks that the thread being written holds, as far as it knows. */
  private held: string[] = [];
  /** Cells that it races for. */
  private cells: readonly string[] = cells;
  /** Whether threads have a cell each: they hardly depend on each other, and properties of several cells tell the orders of their steps apart. */
  private apart = false;
  /** Whether threads do little but set, clear and await flags. */
  private flags = false;

  constructor(private readonly decisions: readonly number[], private readonly name: string) {}

  model(): string {
    const { name } = this;
    const count = 2 + this.below(2);
    this.apart = this.below(3) === 1;
    this.flags = !this.apart && this.below(3) === 1;
    const mains = cells.slice(0, count).map((cell, index) => this.main(`${name}_${index}`, this.apart ? [cell] : cells));
    this.cells = cells;
    // Threads that run the same program are what a symmetry is made of.
    const alike = this.below(3) === 1;
    const starts = mains.map((_, index) => `    start(threads.at(${index + 1}), ${name}_${alike ? 0 : index});`);
    const properties = Array.from({ length: this.below(4) + (this.apart ? 2 : 0) }, (_, index) => this.property(`${name}-p${index}`));
    return `${mains.join('')}export const ${name} = scenario({
  name: '${name}', title: 'a generated race', failures: { f: 1 },
  setup: () => {
${starts.join('\n')}
  },
  properties: [${properties.join(', ')}],
});
`;
  }

  private main(name: string, among: readonly string[]): string {
    this.cells = among;
    this.locals = 0;
    this.held = [];
    this.fuel = 14;
    const body = this.block(3);
    const end = this.held.map((one) => `unlock(${one});\n`).join('');
    const forever = this.below(4) === 1;
    return `function* ${name}(): Routine {\n${forever ? `for (;;) {\nyield '${name}';\n${body}${end}}\n` : `yield '${name}';\n${body}${end}`}}\n`;
  }

  private block(most: number): string {
    let text = '';
    for (let statement = 1 + this.below(most); statement > 0 && this.fuel > 0; statement--) text += this.statement();
    return text;
  }

  private statement(): string {
    this.fuel--;
    const cell = this.one(this.cells);
    switch (this.flags ? this.one(aboutFlags) : this.below(this.apart ? 11 : 20)) {
      case 0:
        return `yield 'set'; ${this.below(3) === 1 ? 'me().id' : cell} = ${this.below(4)};\n`;
      case 1:
        return `yield 'count'; ${cell} = (${cell} + 1) & 3;\n`;
      case 2:
        return this.locked();
      case 3: {
        const local = `a${this.locals++}`;
        return `yield 'read'; const ${local} = ${cell};\nyield 'write'; ${this.one(this.cells)} = ${local} & 3;\n`;
      }
      case 4:
        return `yield 'if'; if (${this.condition()}) {\n${this.block(2)}}\n`;
      case 5:
        return `yield* waitUntil(() => ${this.condition()}${this.below(2) === 0 ? '' : ` && ${this.condition()}`}, 'wait');\n`;
      case 6:
        return `yield 'assert'; KASSERT(${cell} !== ${this.below(4)} || ${this.condition()}, 'planted');\n`;
      case 7:
        return `yield 'flip'; if ((yield* choose(2)) === 0) ${cell} = ${this.below(4)};\n`;
      case 8:
        return `while (${this.condition()}) yield 'spin';\n`;
      case 9:
        return `switch (yield* select(() => ${this.condition()}, () => ${this.condition()})) { case 0: ${cell} = 1; break; default: me().id = 2; }\n`;
      case 10:
        return `yield 'fail'; if (yield* mayFail('f')) me().done = true; else ${cell} = ${this.below(4)};\n`;
      case 11:
        return `yield 'bits'; g.f |= ${1 << this.below(4)};\n`;
      case 12:
        return `yield 'bits'; g.f &= ~${1 << this.below(4)};\n`;
      case 13:
        return `yield* critical();\n`;
      case 14:
        return `yield* outer();\n`;
      // What a step looks at here makes a difference to some of its orders with others only.
      case 15:
        return `yield 'clear'; g.f = ${this.below(4)};\n`;
      case 16:
        return `yield 'same'; ${cell} = ${this.condition()} ? ${this.below(3)} : ${this.below(3)};\n`;
      case 17:
        return `yield 'scan'; for (let i = 1; i <= threads.slots; i++) { const td = threads.at(i); if (td.done && ${this.condition()}) ${cell} = ${this.below(4)}; }\n`;
      case 18:
        return `yield 'nested'; if (${this.condition()}) { if (${this.condition()}) ${cell} = ${this.below(4)}; else ${this.flag()} } else if (${this.condition()}) ${this.flag()}\n`;
      default:
        return `yield 'start'; if (halted(threads.at(4)) && g.x === ${this.below(2)}) start(threads.at(4), idle);\n`;
    }
  }

  private flag(): string {
    return this.below(2) === 0 ? `g.f |= ${1 << this.below(4)};` : 'me().done = true;';
  }

  private locked(): string {
    const lock = this.one(locks);
    if (this.held.includes(lock)) {
      this.held = this.held.filter((one) => one !== lock);
      return `unlock(${lock});\n`;
    }
    if (this.below(4) === 1) return `if (yield* trylock(${lock})) { ${this.one(this.cells)} = 2; yield 'tried'; unlock(${lock}); }\n`;
    const before = this.held;
    this.held = [...before, lock];
    const body = this.block(2);
    if (this.below(5) === 1) return `yield* lock(${lock});\n${body}`;
    this.held = before;
    return `yield* lock(${lock});\n${body}unlock(${lock});\n`;
  }

  private condition(): string {
    const cell = this.one(this.cells);
    switch (this.flags ? 3 + this.below(2) : this.below(this.apart ? 3 : 5)) {
      case 0:
        return `${cell} === ${this.below(4)}`;
      case 1:
        return `${cell} !== ${this.below(4)}`;
      case 2:
        return `${cell} < ${1 + this.below(3)}`;
      case 3:
        return `(g.f & ${1 + this.below(7)}) !== 0`;
      default:
        return `(g.f & ${1 << this.below(3)}) === 0`;
    }
  }

  /** What two cells hold between them, at some time. */
  private apartly(): readonly [string, string] {
    const first = this.below(cells.length);
    const second = (first + 1 + this.below(2)) % cells.length;
    return [`${cells[first]} === ${this.below(2)}`, `${cells[second]} === ${1 + this.below(2)}`];
  }

  private property(name: string): string {
    const [first, second] = this.apart ? this.apartly() : [this.condition(), this.condition()];
    const always = this.below(2) === 0;
    const claim = `${always ? 'always' : 'sometimes'}('${name}', 'generated', () => `;
    const good = always ? 'true' : 'false';
    const bad = always ? 'false' : 'true';
    switch (this.apart ? 4 * this.below(2) : this.below(5)) {
      case 0:
        return `${claim}${always ? '!' : ''}(${first} && ${second}))`;
      case 1:
        return `${claim}{ if (${first}) return ${good}; for (let i = 1; i <= threads.slots; i++) { const td = threads.at(i); if (!halted(td) && td.done && ${second}) return ${bad}; } return ${good}; })`;
      case 2:
        return `${claim}${always ? '!' : ''}(${first} && some(threads, (td) => !halted(td) && inside(td, critical)${this.below(2) === 0 ? '' : ' && g.l.owner === td'})))`;
      // Each part looks at what the others look at as well.
      case 4:
        return `${claim}{ for (let i = 1; i <= threads.slots; i++) if (threads.at(i).id + ${this.one(cells)} === ${1 + this.below(4)}) return ${bad}; return ${good}; })`;
      default:
        return `${claim}{ let n = 0; for (let i = 1; i <= threads.slots; i++) { if (g.l.owner === threads.at(i) && ${first}) n++; } return ${always ? 'n === 0' : 'n > 0'}; })`;
    }
  }

  private one<T>(all: readonly T[]): T {
    return all[this.below(all.length)]!;
  }

  private below(limit: number): number {
    const decision = this.decisions[this.at++] ?? 0;
    return decision % limit;
  }
}
