import type { Describer, Field } from '../core/index.ts';
import type { Emitted, Plan } from './plan.ts';
import type { NumberedStop, RoutineCode } from './frames.ts';
import type { Type } from './types.ts';

/** Names that people gave: agents by number, structs by their path. */
export interface Names {
  readonly agents: Map<number, string>;
  readonly structs: Map<string, string>;
}

/** Tells the current state in names and values. */
export function describe(plan: Plan, S: Int32Array, names: Names, _emitted: Emitted): Describer {
  const teller = new Teller(plan, S, names);
  return {
    agentName: (agent) => teller.agentName(agent),
    stack: (agent) => teller.chain(agent).map(({ routine, line }) => `${routine.name}:${line}`),
    fields: () => teller.fields(),
    alternativeName: (agent, alternative) => teller.alternativeName(agent, alternative),
  };
}

interface Activation {
  readonly routine: RoutineCode;
  /** Where it stands in the source of the model: the call it waits for, or the stop. */
  readonly line: number;
}

class Teller {
  constructor(
    private readonly plan: Plan,
    private readonly S: Int32Array,
    private readonly names: Names,
  ) {}

  agentName(agent: number): string {
    return this.names.agents.get(agent) ?? `thread${agent + 1}`;
  }

  private stopOf(agent: number): NumberedStop | undefined {
    const number = this.S[this.plan.frameBases[agent] ?? 0] ?? 0;
    return this.plan.frames.stops[number - 1];
  }

  /** The routines that the agent is in, outermost first. */
  chain(agent: number): readonly Activation[] {
    const stop = this.stopOf(agent);
    if (!stop) return [];
    const base = this.plan.frameBases[agent] ?? 0;
    const chain: Activation[] = [{ routine: stop.routine, line: stop.stop.node.loc?.start.line ?? 0 }];
    for (let routine = stop.routine; ; ) {
      const number = routine.hasReturnCell ? (this.S[base + routine.offset] ?? 0) : routine.isRoot ? 0 : 1;
      const site = routine.sites[number - 1];
      if (!site) return chain;
      chain.unshift({ routine: site.caller, line: site.line });
      routine = site.caller;
    }
  }

  alternativeName(agent: number, alternative: number): string {
    const stop = this.stopOf(agent)?.stop;
    if (!stop) return '';
    if (stop.kind === 'budget') return alternative === 0 ? 'succeeds' : 'fails';
    if (stop.kind === 'select') return guardText(this.stopOf(agent), alternative);
    return stop.kind === 'choose' || stop.kind === 'pick' ? String(alternative) : '';
  }

  fields(): readonly Field[] {
    const { layout } = this.plan.program;
    const fields: Field[] = [];
    for (let cell = 0; cell < this.plan.shared.frameBase; cell++) {
      const type = layout.types[cell];
      if (type) fields.push({ path: this.pathName(layout.paths[cell] ?? ''), value: this.show(type, this.S[cell] ?? 0) });
    }
    for (let agent = 0; agent < this.plan.frameBases.length; agent++) fields.push(...this.locals(agent));
    return fields;
  }

  /** `proc[2].p_flag` becomes `P.p_flag` where the process is called P. */
  private pathName(path: string): string {
    const end = path.indexOf(']') + 1;
    const name = end > 0 ? this.names.structs.get(path.slice(0, end)) : undefined;
    return name === undefined ? path : `${name}${path.slice(end)}`;
  }

  private locals(agent: number): Field[] {
    const base = this.plan.frameBases[agent] ?? 0;
    const name = this.agentName(agent);
    // A local that is zero is as good as not there: listing it would bury the change that matters.
    return this.chain(agent).flatMap(({ routine }) =>
      [...routine.cells.keys()].flatMap((variable) => {
        const value = this.S[base + this.plan.frames.offsetOf(routine, variable)] ?? 0;
        if (value === 0) return [];
        return [{ path: `${name}:${routine.name}.${variable.name}`, value: this.show(routine.code.typeOfVariable(variable), value) }];
      }),
    );
  }

  private show(type: Type, value: number): string {
    switch (type.kind) {
      case 'bool':
        return value === 0 ? 'false' : 'true';
      case 'ref':
        return value === 0 ? 'nil' : this.pathName(this.plan.program.layout.family(type.to).instances[value - 1]?.path ?? `?${value}`);
      case 'entry':
        return value === 0 ? 'none' : (this.plan.shared.entries[value - 1]?.name ?? `?${value}`);
      case 'int':
        return showInt(type, value);
      default:
        return String(value);
    }
  }
}

function showInt(type: Extract<Type, { kind: 'int' }>, value: number): string {
  const { show } = type;
  if (!show) return String(value);
  if (show.kind === 'enum') return show.names.get(value) ?? String(value);
  if (show.kind === 'set') {
    const members = Array.from({ length: 31 }, (_, bit) => bit).filter((bit) => ((value >>> bit) & 1) === 1);
    return `{${members.join(', ')}}`;
  }
  const set = [...show.names].filter(([bit]) => bit !== 0 && (value & bit) === bit).map(([, name]) => name);
  return set.length > 0 ? set.join('|') : String(value);
}

/** The source text of a select's guard. */
function guardText(stop: NumberedStop | undefined, alternative: number): string {
  const body = stop?.stop.guards[alternative]?.body;
  if (!stop || !body || body.start == null || body.end == null) return String(alternative);
  return stop.routine.code.unit.source.slice(body.start, body.end).replace(/\s+/g, ' ');
}
