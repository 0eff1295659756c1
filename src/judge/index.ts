export { builtInChecks } from './builtIn.ts';
export { openJudge } from './judge.ts';
