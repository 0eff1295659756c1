import type { Location, Log, Result, ThreadFlowLocation } from 'sarif';
import type { CheckReport, PropertyReport, RunReport } from '../report/index.ts';
import { isBad } from './junit.ts';
import { type Place, placeShown } from './place.ts';

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** A check as SARIF 2.1.0, which code scanning reads: a rule for each property, a result for each bad verdict, its run as a code flow. */
export function sarif(report: CheckReport, version: string): string {
  const { properties, coverage } = report;
  const rules = properties.map(({ name, claim, kind }) => ({ id: name, shortDescription: { text: claim }, properties: { kind } }));
  const results = properties.flatMap((property, ruleIndex) => (isBad(property) ? [resultOf(report, property, ruleIndex)] : []));
  const unknown = properties.filter(({ verdict }) => verdict === 'unknown');
  const log: Log = {
    $schema: schema,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'forkcheck', version, rules } },
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: unknown.map(({ name, bound }) => ({ level: 'warning', message: { text: `${name} is unknown: ${bound ?? 'a bound'} was met first` } })),
          },
        ],
        properties: { states: coverage.states, transitions: coverage.transitions, complete: coverage.complete },
        results,
      },
    ],
  };
  return JSON.stringify(log, undefined, 2);
}

function resultOf({ kernel, scenario, mutation }: CheckReport, property: PropertyReport, ruleIndex: number): Result {
  const { name, verdict, claim, run } = property;
  const place = placeShown(property);
  const where = `${kernel} ${scenario}${mutation === null ? '' : `, mutation ${mutation}`}`;
  return {
    ruleId: name,
    ruleIndex,
    level: 'error',
    message: { text: `${name} is ${verdict} in ${where}: ${claim}` },
    ...(place && { locations: [locationOf(place)] }),
    ...(run !== null && run.steps.length > 0 && { codeFlows: [{ threadFlows: [{ locations: flowOf(run) }] }] }),
  };
}

function flowOf({ steps }: RunReport): ThreadFlowLocation[] {
  return steps.map((step, index) => {
    const { routine, point } = step.from;
    const text = `${step.agent}: ${point === '' ? routine : `${routine}:${point}`}${step.alternative === undefined ? '' : ` [${step.alternative}]`}`;
    return { executionOrder: index + 1, location: { ...locationOf(step.from), message: { text } } };
  });
}

/** A location without a line, of an agent that has no place, stands in the first one. */
function locationOf({ file, line }: Place): Location {
  return { physicalLocation: { artifactLocation: { uri: encodeURI(file) }, region: { startLine: Math.max(1, line) } } };
}
