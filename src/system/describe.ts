import type { Describer, Executable, Field, Telling, ToldRoutine, ToldStop } from '../core/index.ts';
import type { Local, SituationTeller } from './situation.ts';

/** Tells the current state, which `S` holds, in names and values. */
export function describe({ telling, frameBases }: Executable, S: Int32Array, situations: SituationTeller): Describer {
  const teller = new Teller(telling, frameBases, S);
  return {
    agentName: (agent) => teller.agentName(agent),
    stack: (agent) => teller.chain(agent).map(({ routine, line }) => `${routine.name}:${line}`),
    fields: () => teller.fields(),
    alternativeName: (agent, alternative) => teller.alternativeName(agent, alternative),
    situation: (agent) => situations.of(agent, teller.innermostLocals(agent)),
    places: (agent) => teller.chain(agent).map(({ routine, line }) => ({ routine: routine.name, file: routine.file, line })),
  };
}

interface Activation {
  readonly routine: ToldRoutine;
  /** Where it stands in the source of the model: the call it waits for, or the stop. */
  readonly line: number;
}

class Teller {
  constructor(
    private readonly telling: Telling,
    private readonly frameBases: readonly number[],
    private readonly S: Int32Array,
  ) {}

  agentName(agent: number): string {
    return this.telling.agents[agent] ?? '';
  }

  private stopOf(agent: number): ToldStop | undefined {
    const number = this.S[this.frameBases[agent] ?? 0] ?? 0;
    return this.telling.stops[number - 1];
  }

  /** The routines that the agent is in, outermost first. */
  chain(agent: number): readonly Activation[] {
    const stop = this.stopOf(agent);
    const innermost = stop && this.telling.routines[stop.routine];
    if (!innermost) return [];
    const base = this.frameBases[agent] ?? 0;
    const chain: Activation[] = [{ routine: innermost, line: stop.line }];
    for (let routine = innermost; ; ) {
      const number = routine.returns ? (this.S[base + routine.offset] ?? 0) : routine.isRoot ? 0 : 1;
      const [caller, line] = routine.sites[number - 1] ?? [];
      if (caller === undefined || line === undefined) return chain;
      routine = this.telling.routines[caller]!;
      chain.unshift({ routine, line });
    }
  }

  alternativeName(agent: number, alternative: number): string {
    const names = this.stopOf(agent)?.alternatives ?? 'none';
    switch (names) {
      case 'none':
        return '';
      case 'numbers':
        return String(alternative);
      case 'failure':
        return alternative === 0 ? 'succeeds' : 'fails';
      default:
        return names[alternative] ?? String(alternative);
    }
  }

  fields(): readonly Field[] {
    const { cells } = this.telling;
    const fields = cells.map(([path, shown], cell): Field => ({ path, value: this.show(shown, this.S[cell] ?? 0) }));
    for (let agent = 0; agent < this.frameBases.length; agent++) fields.push(...this.locals(agent));
    return fields;
  }

  /** The cells of the innermost routine's locals, and how they are printed. */
  innermostLocals(agent: number): readonly Local[] {
    const base = this.frameBases[agent] ?? 0;
    const locals = this.chain(agent).at(-1)?.routine.locals ?? [];
    return locals.map(([, offset, shown]) => ({ cell: base + offset, shown: this.telling.shown[shown] }));
  }

  private locals(agent: number): Field[] {
    const base = this.frameBases[agent] ?? 0;
    const name = this.agentName(agent);
    // A local that is zero is as good as not there: listing it would bury the change that matters.
    return this.chain(agent).flatMap(({ routine }) =>
      routine.locals.flatMap(([variable, offset, shown]) => {
        const value = this.S[base + offset] ?? 0;
        return value === 0 ? [] : [{ path: `${name}:${routine.name}.${variable}`, value: this.show(shown, value) }];
      }),
    );
  }

  private show(number: number, value: number): string {
    const shown = this.telling.shown[number];
    switch (shown?.kind) {
      case 'bool':
        return value === 0 ? 'false' : 'true';
      case 'ref':
        return value === 0 ? 'nil' : (this.telling.structs[shown.family]?.[value - 1] ?? `?${value}`);
      case 'entry':
        return value === 0 ? 'none' : (this.telling.entries[value - 1] ?? `?${value}`);
      case 'enum':
        return shown.names.find(([one]) => one === value)?.[1] ?? String(value);
      case 'flags':
        return showFlags(shown.names, value);
      case 'set':
        return `{${membersOf(value).join(', ')}}`;
      default:
        return String(value);
    }
  }
}

function showFlags(names: readonly (readonly [number, string])[], value: number): string {
  const set = names.filter(([bit]) => bit !== 0 && (value & bit) === bit).map(([, name]) => name);
  return set.length > 0 ? set.join('|') : String(value);
}

/** The members of a set that is kept as bits. */
export function membersOf(bits: number): readonly number[] {
  return Array.from({ length: 31 }, (_, bit) => bit).filter((bit) => ((bits >>> bit) & 1) === 1);
}
