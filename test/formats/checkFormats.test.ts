import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { Log } from 'sarif';
import { expect, test } from 'vitest';
import { check } from '../../src/check.ts';
import { github, junit, sarif } from '../../src/formats/index.ts';

const kernel = 'test/cli/models/counter.ts';
const good = check({ kernel, scenario: 'two-adders' });
const bad = check({ kernel, scenario: 'two-adders', mutation: 'unlocked' });
const cut = check({ kernel, scenario: 'two-adders' }, { maxStates: 3 });
const violated = bad.properties.filter(({ verdict }) => verdict === 'violated');

interface Suite {
  readonly '@tests': string;
  readonly '@failures': string;
  readonly '@skipped': string;
  readonly testcase: readonly { readonly '@name': string; readonly failure?: { readonly '#text': string }; readonly skipped?: unknown }[];
}

function readJunit(text: string): Suite {
  expect(XMLValidator.validate(text)).toBe(true);
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@', isArray: (name) => name === 'testcase' });
  return (parser.parse(text) as { testsuites: { testsuite: Suite } }).testsuites.testsuite;
}

test('JUnit: a case for each property, failures with the lanes, what is unknown skipped', () => {
  expect(violated.length).toBeGreaterThan(0);
  expect(readJunit(junit(good))).toMatchObject({ '@tests': String(good.properties.length), '@failures': '0', '@skipped': '0' });
  const { testcase, ...counts } = readJunit(junit(bad));
  expect(counts).toMatchObject({ '@failures': String(violated.length) });
  expect(testcase.flatMap((one) => (one.failure ? [one['@name']] : []))).toEqual(violated.map(({ name }) => name));
  expect(testcase.find(({ failure }) => failure)?.failure?.['#text']).toContain(' step ');
  const skipped = readJunit(junit(cut)).testcase.filter((one) => one.skipped !== undefined);
  expect(skipped).toHaveLength(cut.properties.filter(({ verdict }) => verdict === 'unknown').length);
});

test('SARIF: a rule for each property, a result with its place and its run for each violated one', () => {
  const { version, runs } = JSON.parse(sarif(bad, '1.2.3')) as Log;
  const [run] = runs;
  expect([version, runs.length, run?.tool.driver.version]).toEqual(['2.1.0', 1, '1.2.3']);
  const rules = run?.tool.driver.rules?.map(({ id }) => id) ?? [];
  expect(rules).toEqual(bad.properties.map(({ name }) => name));
  expect(run?.results?.map(({ ruleId }) => ruleId)).toEqual(violated.map(({ name }) => name));
  for (const result of run?.results ?? []) {
    expect(rules[result.ruleIndex!]).toBe(result.ruleId);
    const steps = result.codeFlows?.[0]?.threadFlows[0]?.locations ?? [];
    expect(steps.map(({ executionOrder }) => executionOrder)).toEqual(steps.map((_, index) => index + 1));
    for (const { location } of steps) expect(location?.physicalLocation?.region?.startLine).toBeGreaterThan(0);
    expect(result.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe(kernel);
  }
  expect((JSON.parse(sarif(good, '1.2.3')) as Log).runs[0]?.results).toEqual([]);
  const notes = (JSON.parse(sarif(cut, '1.2.3')) as Log).runs[0]?.invocations?.[0]?.toolExecutionNotifications ?? [];
  expect(notes[0]?.message.text).toMatch(/is unknown: max-states was met first$/);
});

test('GitHub: an error at the place where a run ends, a warning for what is unknown, nothing for what holds', () => {
  expect(github(good)).toEqual([]);
  const lines = github(bad);
  expect(lines).toHaveLength(violated.length);
  expect(lines[0]).toMatch(/^::error file=test\/cli\/models\/counter\.ts,line=\d+,title=\S+ two-adders%3A [a-z-]+ is violated::.* \(\d+ steps\)$/);
  expect(github(cut).every((line) => /^::warning title=[^:]*::[^\n]*$/.test(line))).toBe(true);
});
