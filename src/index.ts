/** The public entry: what models, scenarios, properties and user code import. */
export * from './lang/index.ts';
export * from './machine/index.ts';
export { assertHolds, check, type CheckInput, type CheckOptions, type CheckResult } from './check.ts';
export { CompileError, UsageError } from './core/index.ts';
