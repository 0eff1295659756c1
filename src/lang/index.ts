export * from './brand.ts';
export * from './model.ts';
export * from './runProperty.ts';
export type * from './types.ts';
export * from './words.ts';
