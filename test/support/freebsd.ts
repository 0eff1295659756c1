/** The FreeBSD model, asked about its scenarios. */
import { fileURLToPath } from 'node:url';
import { check, type CheckResult } from '../../src/check.ts';

const kernel = fileURLToPath(new URL('../../models/freebsd/index.ts', import.meta.url));

type Answer = CheckResult['properties'][number];

/** Enough for what is to be complete, where a test does not say what is. */
const mostStates = 300_000;

/** Bugs show early, mostly: the rest is searched if they do not. */
const attempts = [2_000, 20_000, 100_000, mostStates];

/** What was answered is kept for other tests of the process: many look at the same scenarios. */
const answers = new Map<string, CheckResult>();

/** All that the model as it stands says of a scenario. */
export function asItIs(scenario: string, maxStates = mostStates): CheckResult {
  const asked = `${scenario} ${maxStates}`;
  const known = answers.get(asked) ?? check({ kernel, scenario }, { demonstrate: false, maxStates });
  answers.set(asked, known);
  return known;
}

/** What the model says of one property, or built-in check, in a scenario: the search goes as far as it must to know. */
export function judge(scenario: string, property: string, mutation?: string): Answer | undefined {
  const input = { kernel, scenario, properties: [property], ...(mutation !== undefined && { mutation }) };
  let answer: Answer | undefined;
  for (const maxStates of attempts) {
    answer = check(input, { demonstrate: false, maxStates }).properties.find(({ name }) => name === property);
    if (answer?.verdict !== 'unknown') break;
  }
  return answer;
}

/** Names of what is not as it should be. */
export function wrongIn({ properties }: CheckResult): readonly string[] {
  return properties.filter(({ verdict }) => verdict !== 'holds' && verdict !== 'witnessed').map(({ name }) => name);
}

/** Names of what is violated for certain, where not all was searched. */
export function violatedIn({ properties }: CheckResult): readonly string[] {
  return properties.filter(({ verdict }) => verdict === 'violated').map(({ name }) => name);
}
