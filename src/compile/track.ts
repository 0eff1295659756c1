import { type AccessLog, noteLength, type TrackedSystem, type TransitionSystem } from '../core/index.ts';
import type { Emitted } from '../system/index.ts';
import type { Plan } from './plan.ts';

const firstNotes = 1024;

/** What tracked code hands out beside what emitted code does. */
export interface TrackedEmitted extends Emitted {
  attend(agent: number): void;
  place(agent: number): number;
  isInsideAt(place: number, routine: number): boolean;
  value(cell: number): number;
}

export function newLog(): AccessLog {
  return { entries: new Int32Array(firstNotes * noteLength), length: 0 };
}

/** A system made of tracked code, with what such a system has more. */
export function asTracked({ frameBases, frameSizes }: Plan, system: TransitionSystem, emitted: TrackedEmitted, cells: number, log: AccessLog): TrackedSystem {
  const { native, successors, tracked, ...slow } = system;
  const frameOf = new Int16Array(cells).fill(-1);
  frameBases.forEach((base, agent) => frameOf.fill(agent, base, base + frameSizes[agent]!));
  const { attend, place, value, isInsideAt } = emitted;
  return {
    ...slow,
    ...{ attend, place, value, cells, log, isInsideAt },
    frameOf: (cell) => frameOf[cell] ?? -1,
    placeCell: (agent) => frameBases[agent]!,
  };
}
