import type { Location } from '../core/index.ts';
import type { Plan } from './plan.ts';

/** The stops of a program as locations; number 0 is "ended". */
export function locationsOf(plan: Plan): readonly Location[] {
  const ended: Location = { routine: '', point: '', file: '', line: 0, kind: 'ended' };
  const stops = plan.frames.stops.map(({ stop, routine }): Location => {
    const kind = stop.kind === 'pick' || stop.kind === 'budget' ? 'select' : stop.kind === 'clone' ? 'entry' : stop.kind;
    return { routine: routine.name, point: stop.point, file: routine.code.unit.shown, line: stop.node.loc?.start.line ?? 0, kind };
  });
  return [ended, ...stops];
}
