import type { TrackedSystem } from '../../core/index.ts';

/** For each agent, the cells of its frames. */
export function framesOf(system: TrackedSystem): readonly (readonly number[])[] {
  const frames = Array.from({ length: system.agents }, (): number[] => []);
  for (let cell = 0; cell < system.cells; cell++) frames[system.frameOf(cell)]?.push(cell);
  return frames;
}
