/** The table in the README of a kernel: what it names exists, and what it calls refuted holds. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { check, ourRooms } from '../../src/check.ts';
import { kernelNames } from '../../src/cli/modules.ts';
import { builtInChecks } from '../../src/judge/index.ts';
import { loadCounterexample } from '../../src/trace/index.ts';

/** Scenarios with more states are searched by other tests, or by hand. */
const cheap = 1_000;

interface Row {
  readonly suspicion: string;
  /** With their numbers of states, where the row says so. */
  readonly scenarios: readonly { readonly name: string; readonly states: number | undefined }[];
  readonly claims: readonly string[];
  readonly verdict: string;
  readonly reason: string;
}

function rowOf(line: string): readonly Row[] {
  const [, point, suspicion, scenarios, claims, verdict, reason] = line.split('|').map((cell) => cell.trim());
  if (point === undefined || !/^((O-)?[SI]\d+[a-z]?)?$/.test(point) || reason === undefined || suspicion === 'suspicion') return [];
  const named = [...scenarios!.matchAll(/`([^`]+)`(?: \(([\d,]+)\))?/g)];
  return [{
    suspicion: `${point} ${suspicion}`.trim(),
    scenarios: named.map(([, name, states]) => ({ name: name!, states: states === undefined ? undefined : Number(states.replaceAll(',', '')) })),
    claims: [...claims!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
    verdict: verdict!,
    reason,
  }];
}

const saved = readdirSync('counterexamples').filter((name) => name.endsWith('.json')).map((name) => ({ name, ...loadCounterexample(`counterexamples/${name}`) }));

describe.each(kernelNames().filter((name) => existsSync(`models/${name}/README.md`)))('%s', (kernel) => {
  const file = `models/${kernel}/index.ts`;
  const listing = ourRooms.openModel({ file });
  const rows = readFileSync(`models/${kernel}/README.md`, 'utf8').split('\n').flatMap(rowOf);
  const withVerdict = (wanted: string): readonly Row[] => rows.filter(({ verdict }) => verdict === wanted);
  const known = new Set([...listing.properties.map(({ name }) => name), ...builtInChecks]);

  test('the table has rows, each with one of three verdicts', () => {
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ verdict }) => !['confirmed', 'refuted', 'out of reach'].includes(verdict))).toEqual([]);
  });

  test.each(rows)('$suspicion: scenarios and claims exist', ({ scenarios, claims, verdict, reason }) => {
    const names = listing.scenarios.map(({ name }) => name);
    expect(scenarios.filter(({ name }) => !names.includes(name))).toEqual([]);
    expect(claims.filter((name) => name !== 'all' && !known.has(name))).toEqual([]);
    expect(scenarios.length > 0 && claims.length > 0).toBe(verdict !== 'out of reach');
    expect(reason).not.toBe('');
  });

  test.each(withVerdict('confirmed'))('$suspicion: the file shows it', ({ scenarios, claims, reason }) => {
    const { scenario, property, mutation } = loadCounterexample(`counterexamples/${reason.replaceAll('`', '')}`);
    expect({ scenarios: [scenario], claims: [property], mutation }).toEqual({ scenarios: scenarios.map(({ name }) => name), claims, mutation: null });
  });

  test('every finding has a row', () => {
    const shown = withVerdict('confirmed').map(({ reason }) => reason.replaceAll('`', ''));
    expect(shown.toSorted()).toEqual(saved.filter((one) => one.kernel === kernel).map(({ name }) => name).toSorted());
  });

  describe('what is refuted', () => {
    test.each(withVerdict('refuted'))('$suspicion: says how many states were searched', ({ scenarios }) => {
      expect(scenarios.filter(({ states }) => states === undefined)).toEqual([]);
    });

    const small = withVerdict('refuted').flatMap(({ claims, scenarios }) => scenarios.map(({ name, states = 0 }) => ({ claims, scenario: name, states })));

    test.each(small.filter(({ states }) => states <= cheap))('$scenario keeps $claims', { timeout: 60_000 }, ({ claims, scenario, states }) => {
      const properties = claims.includes('all') ? {} : { properties: claims };
      const result = check({ kernel: file, scenario, ...properties }, { demonstrate: false });
      expect(result.properties.filter(({ verdict }) => verdict !== 'holds' && verdict !== 'witnessed')).toEqual([]);
      expect(result.coverage).toMatchObject({ states, complete: true });
    });
  });
});
