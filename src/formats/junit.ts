import { type CheckReport, counterexampleText, paintWith, type PropertyReport } from '../report/index.ts';

/** A check as JUnit XML, which CI systems read: a test case for each property and built-in check; what a bound left unknown is skipped. */
export function junit(report: CheckReport): string {
  const { kernel, scenario, mutation, properties } = report;
  const name = `${kernel} ${scenario}${mutation === null ? '' : ` ${mutation}`}`;
  const failed = properties.filter(isBad);
  const skipped = properties.filter(({ verdict }) => verdict === 'unknown');
  const counts = `tests="${properties.length}" failures="${failed.length}" errors="0" skipped="${skipped.length}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${quoted(name)}" ${counts}>`,
    ...properties.flatMap((property) => testCase(property, name)),
    '  </testsuite>',
    '</testsuites>',
  ].join('\n');
}

/** Whether the verdict is bad news. */
export function isBad({ verdict }: PropertyReport): boolean {
  return verdict === 'violated' || verdict === 'unwitnessed';
}

function testCase(property: PropertyReport, suite: string): readonly string[] {
  const { name, claim, verdict, bound, run, counterexample } = property;
  const opening = `    <testcase classname="${quoted(suite)}" name="${quoted(name)}"`;
  if (verdict === 'unknown') return [`${opening}>`, `      <skipped message="${quoted(`unknown: ${bound ?? 'a bound'} was met first`)}"/>`, '    </testcase>'];
  if (!isBad(property)) return [`${opening}/>`];
  const message = quoted(`${verdict}: ${claim}`);
  const lines = run === null || counterexample === null ? [] : counterexampleText(counterexample, run, paintWith(false));
  return [`${opening}>`, `      <failure type="${verdict}" message="${message}">${content(lines.join('\n'))}</failure>`, '    </testcase>'];
}

function quoted(text: string): string {
  return content(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;');
}

function content(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
