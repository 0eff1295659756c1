export { chromeTrace } from './chromeTrace.ts';
export { dot } from './dot.ts';
export { github } from './github.ts';
export { itf } from './itf.ts';
export { junit } from './junit.ts';
export { mermaid } from './mermaid.ts';
export type { ExportedRun } from './run.ts';
export { sarif } from './sarif.ts';
export { shiviz } from './shiviz.ts';
