/** Models of kernels, asked about their scenarios. */
import { fileURLToPath } from 'node:url';
import { check, type CheckResult } from '../../src/check.ts';

type Answer = CheckResult['properties'][number];

/** What one kernel's model says. */
export interface KernelAnswers {
  /** All that the model as it stands says of a scenario. */
  readonly asItIs: (scenario: string, maxStates?: number) => CheckResult;
  /** What the model says of one property, or built-in check, in a scenario: the search goes as far as it must to know. */
  readonly judge: (scenario: string, property: string, mutation?: string) => Answer | undefined;
}

/** Enough for what is to be complete, where a test does not say what is. */
const mostStates = 400_000;

/** Whether scenarios with many states are searched to their ends: `npm run test:full`. */
export const isFull = process.env.FORKCHECK_FULL !== undefined;

/** Of many searches every tenth; all for `npm run test:full`. `npm run zoo` sees all breaks caught, and `replay` all findings. */
export function someOf<T>(searches: readonly T[]): readonly T[] {
  return isFull ? searches : searches.filter((_, index) => index % 10 === 0);
}

/** Bugs show early, mostly: the rest is searched if they do not. */
const attempts = [2_000, 20_000, 100_000, mostStates];

/** What was answered is kept for other tests of the process: many look at the same scenarios, and the same breaks. */
const answers = new Map<string, CheckResult>();
const judged = new Map<string, Answer | undefined>();

export function answersOf(name: string): KernelAnswers {
  const kernel = fileURLToPath(new URL(`../../models/${name}/index.ts`, import.meta.url));
  const asItIs = (scenario: string, maxStates = mostStates): CheckResult => {
    const asked = `${name} ${scenario} ${maxStates}`;
    const known = answers.get(asked) ?? check({ kernel, scenario }, { demonstrate: false, maxStates });
    answers.set(asked, known);
    return known;
  };
  const judge = (scenario: string, property: string, mutation?: string): Answer | undefined => {
    const asked = `${name} ${scenario} ${property} ${mutation ?? ''}`;
    if (!judged.has(asked)) judged.set(asked, judgeAnew(scenario, property, mutation));
    return judged.get(asked);
  };
  const judgeAnew = (scenario: string, property: string, mutation?: string): Answer | undefined => {
    const input = { kernel, scenario, properties: [property], ...(mutation !== undefined && { mutation }) };
    let answer: Answer | undefined;
    for (const maxStates of attempts) {
      answer = check(input, { demonstrate: false, maxStates }).properties.find((one) => one.name === property);
      if (answer?.verdict !== 'unknown') break;
    }
    return answer;
  };
  return { asItIs, judge };
}

/** Names of what is not as it should be. */
export function wrongIn({ properties }: CheckResult): readonly string[] {
  return properties.filter(({ verdict }) => verdict !== 'holds' && verdict !== 'witnessed').map(({ name }) => name);
}

/** Names of what is violated for certain, where not all was searched. */
export function violatedIn({ properties }: CheckResult): readonly string[] {
  return properties.filter(({ verdict }) => verdict === 'violated').map(({ name }) => name);
}
