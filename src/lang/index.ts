export * from './model.ts';
export type * from './types.ts';
export * from './words.ts';
