/** Searches one scenario and prints what that took as one line of JSON: a process of its own, so that no run warms up the next. */
import { performance } from 'node:perf_hooks';
import type { CompiledModel, Progress } from '../src/core/index.ts';
import { openModel } from '../src/compile/index.ts';
import { breadthFirst } from '../src/explore/index.ts';
import { openJudge } from '../src/judge/index.ts';
import { settle } from '../src/check.ts';

export interface SearchCost {
  readonly states: number;
  readonly transitions: number;
  /** The whole state space was searched. */
  readonly complete: boolean;
  /** Of the search. As a peer's compilation, translation to WebAssembly does not count: `translating` are its seconds. */
  readonly seconds: number;
  readonly translating: number;
  /** The most that typed arrays held: states, links, visited set and frontier. */
  readonly bytes: number;
}

/** Searches breadth first with the exact visited set and every built-in check, on some threads; bounds are those of `check`. */
export function searchOnce(file: string, scenario: string, maxStates: number, workers: number): SearchCost {
  const translator = new Translator(openModel({ file }).compile({ scenario }));
  let bytes = 0;
  const weigh = (so: Progress): void => void (bytes = Math.max(bytes, so.bytes ?? 0));
  const before = performance.now();
  const { coverage } = breadthFirst(translator.system, settle({ maxStates, workers, progress: weigh }), openJudge);
  const seconds = (performance.now() - before) / 1000 - translator.seconds;
  return { states: coverage.states, transitions: coverage.transitions, complete: coverage.complete, seconds, translating: translator.seconds, bytes };
}

/** A system that is told how long its translation takes. */
class Translator {
  readonly system: CompiledModel;
  seconds = 0;

  constructor({ native, ...rest }: CompiledModel) {
    this.system = {
      ...rest,
      ...(native && {
        native: (search) => {
          const before = performance.now();
          const translated = native(search);
          this.seconds += (performance.now() - before) / 1000;
          return translated;
        },
      }),
    };
  }
}

const [file, scenario, maxStates, workers] = process.argv.slice(2);
if (file !== undefined && scenario !== undefined) {
  process.stdout.write(`${JSON.stringify(searchOnce(file, scenario, Number(maxStates ?? Infinity), Number(workers ?? 1)))}\n`);
}
