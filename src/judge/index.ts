export { builtInChecks, builtInClaims } from './builtIn.ts';
export { openJudge } from './judge.ts';
