export type * from './bounds.ts';
export * from './judge.ts';
export type * from './liveness.ts';
export * from './model.ts';
export type * from './schedule.ts';
export type * from './search.ts';
export * from './system.ts';
export * from './usageError.ts';
export type * from './verdict.ts';
