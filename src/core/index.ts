export type * from './bounds.ts';
export type * from './judge.ts';
export * from './model.ts';
export type * from './schedule.ts';
export type * from './search.ts';
export * from './system.ts';
export * from './usageError.ts';
export type * from './verdict.ts';
