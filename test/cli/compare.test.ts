import { describe, expect, test } from 'vitest';
import { jsonReport } from '../../src/report/index.ts';
import { kernelPath, run, toyCheck } from './toyWorld.ts';

const once = toyCheck({ scenario: 'two-adders' }, { minimize: false });

describe('forkcheck compare', () => {
  test('has a column for each kernel: states, verdicts, and the steps of the shortest run', () => {
    const { code, text } = run('compare', 'two-adders', kernelPath, kernelPath);
    const cells = text.split('\n').map((line) => line.trim().split(/ {2,}/));
    expect(cells[0]).toEqual(['two-adders']);
    expect(cells[1]).toEqual(['toy', 'toy']);
    expect(cells[2]).toEqual(['states', ...[1, 2].map(() => String(once.coverage.states))]);
    expect(cells).toContainEqual(['no-lost-update', 'violated, 4 steps', 'violated, 4 steps']);
    expect(code).toBe(1);
  });

  test('says with --json what each check says', () => {
    const { text } = run('compare', 'two-adders', kernelPath, kernelPath, '--json');
    const { properties } = JSON.parse(jsonReport(once));
    const compared = JSON.parse(text);
    expect(compared).toMatchObject({ format: 'forkcheck-comparison/1', scenario: 'two-adders' });
    for (const kernel of compared.kernels) {
      expect(kernel).toMatchObject({ kernel: 'toy', states: once.coverage.states, complete: true });
      expect(kernel.properties).toEqual(properties.map(({ name, kind, verdict, steps }: Record<string, unknown>) => ({ name, kind, verdict, steps })));
    }
  });

  test('what was not searched to the end is exit code 3 if nothing is violated, and says so', () => {
    const { code, text } = run('compare', 'two-adders', kernelPath, '--max-states', '2');
    expect(code).toBe(3);
    expect(text).toMatch(/states +2, not complete/);
  });

  test('a scenario that no kernel has is wrong usage', () => {
    const { code, told } = run('compare', 'two-addrs', kernelPath);
    expect(code).toBe(2);
    expect(told).toContain('no scenario is called "two-addrs"');
    expect(told).toContain('two-adders');
  });
});
