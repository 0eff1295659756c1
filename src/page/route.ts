import type { Location, Place } from '../core/index.ts';

/** How many routines name a place; who called them is on the stack. */
const mostShown = 2;

/** Whether the place is in what all kernels share, and says nothing of what a kernel does. */
export function isMachine({ file }: Pick<Place, 'file'>): boolean {
  return file.startsWith('src/machine/');
}

/** `do_fork › PROC_LOCK`: the innermost routines of the kernel, and the label at which the thread stands if that says more. */
export function routeOf(places: readonly Pick<Place, 'routine' | 'file'>[], { routine, point }: Location): string {
  const own = places.filter((place) => !isMachine(place));
  const names = (own.length === 0 ? places : own).slice(-mostShown).map((place) => place.routine);
  const label = /^\d+$/.test(point) || point === '' || point.startsWith(routine) ? '' : `:${point}`;
  return `${names.join(' › ')}${label}`;
}
