export { type FindRun, findLeastRun } from './leastRun.ts';
export { type Found, type Minimized, minimize, minimizeRun } from './minimize.ts';
export { type Budget, nothingLeftOut } from './reduce.ts';
export { contextSwitches } from './shorten.ts';
