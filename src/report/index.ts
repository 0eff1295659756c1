export { comparisonJson, comparisonText } from './comparison.ts';
export { counted, grouped } from './counted.ts';
export { explanationJson, type ExplanationReport, explanationText } from './explanation.ts';
export { jsonReport } from './json.ts';
export { lanes, lengthOf } from './lanes.ts';
export { type Paint, paintVerdict, paintWith } from './paint.ts';
export type { CheckReport, CounterexampleReport, PropertyReport, RunReport, StepReport } from './report.ts';
export { counterexampleText, textReport } from './text.ts';
