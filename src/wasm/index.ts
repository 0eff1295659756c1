export { assemble, type Assembled, type Assembly, type Region } from './assemble.ts';
export { compileModule, instantiate, newMemory, type GrowingMemory, type Instance } from './instantiate.ts';
export { NotIntegers } from './integerCode.ts';
export type { IntegerCode } from './integerCode.ts';
