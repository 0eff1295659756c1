export { assemble, type Assembled, type Assembly, type Region } from './assemble.ts';
export { instantiate, type GrowingMemory, type Instantiated } from './instantiate.ts';
export { NotIntegers } from './integerCode.ts';
