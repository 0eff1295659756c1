export type { Emitted } from './emitted.ts';
export { ask, openSystem, systemOf } from './openSystem.ts';
export { packSites } from './sites.ts';
export { type EmittedTables, instantiate, type Tables, tablesOf, undoLength } from './tables.ts';
