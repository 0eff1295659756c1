export type { Call } from './call.ts';
export { type DrawnProcess, onceIn, type Place, placeFields, processTrees, treeOf, type TreeSize } from './processTree.ts';
export { limits, programs, scenarios, type ScenarioOptions, schedules } from './scenario.ts';
export { type DrawnScenario, drawnName, type Imports, moduleText, numbersText, processText, titleOf, withModule } from './write.ts';
