import type { Plan } from './plan.ts';
import { placeOf } from './place.ts';

/** What the cells of S are, for those who read the emitted code. */
export function cellComments({ program, shared, frameBases, frameSizes }: Plan): string {
  const { paths } = program.layout;
  const cells = paths.slice(0, shared.frameBase).map((path, cell) => `// S[${cell}] ${path}`);
  const frames = [...frameBases].map((base, agent) => `// S[${base} .. ${base + (frameSizes[agent] ?? 1) - 1}] agent ${agent}: the number of its stop, then its frames; f is ${base}`);
  return ['// ---- cells', ...cells, ...frames].join('\n');
}

/** Where each stop is, what it waits for, and the block in which its step begins. */
export function stopComments({ frames, shared }: Plan): string {
  const lines = frames.stops.map(({ number, stop, routine, next }) => {
    const point = stop.point === '' ? stop.kind : `${stop.kind} ${stop.point}`;
    return `// ${number}: ${routine.name}, ${point}, ${placeOf(routine.code.unit, stop.node)}, goes on in b${shared.numbers.of(next)}`;
  });
  return ['// 0: ended', ...lines].join('\n');
}
