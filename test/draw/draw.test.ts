import fc from 'fast-check';
import { expect, test } from 'vitest';
import { following, limits, moduleText, processTrees, programs, scenarios, schedules } from '../../src/fastCheck.ts';
import '../../src/vitest.ts';

const kernel = 'test/cli/models/counter.ts';
const mutation = 'unlocked';
const calls = ['getpid', 'add'].map((name) => ({ name, code: `yield* ${name}();` }));
const drawn = scenarios({ calls, imports: { [kernel]: ['add', 'getpid'] } });

/** What is left of a failure when it cannot be made smaller. */
function smallest<T>(arbitrary: fc.Arbitrary<T>, isSo: (value: T) => boolean): T | undefined {
  return fc.check(fc.property(arbitrary, isSo), { seed: 1, numRuns: 100 }).counterexample?.[0];
}

test('a scenario that fails shrinks to the smallest one: two processes that add', () => {
  const found = smallest(drawn, (scenario) => {
    expect({ kernel, scenario, mutation }).not.toBeViolated('every-update-counts', { demonstrate: false });
    return true;
  });
  expect(found?.processes).toEqual([
    { name: 'P', group: 'P', programs: [[calls[1]]] },
    { name: 'Q', parent: 'P', group: 'P', programs: [[calls[1]]] },
  ]);
  expect(fc.stringify(found)).toContain("name: 'Q'");
});

test('what holds, holds for drawn scenarios, too', () => {
  fc.assert(
    fc.property(drawn, (scenario) => {
      expect({ kernel, scenario }).not.toBeViolated('every-update-counts', { demonstrate: false });
    }),
    { numRuns: 15 },
  );
});

test('a process tree has as many programs as it should, parents before their children, and groups with a leader', () => {
  fc.assert(
    fc.property(processTrees(fc.nat(), { programs: { least: 2, most: 5 } }), (tree) => {
      const names = tree.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      const count = tree.flatMap(({ programs }) => programs).length;
      expect(count >= 2 && count <= 5).toBe(true);
      for (const [index, { parent, group, name }] of tree.entries()) {
        if (parent !== undefined) expect(names.slice(0, index)).toContain(parent);
        expect(group === name || tree.slice(0, index).some((one) => one.group === group)).toBe(true);
      }
    }),
  );
  fc.assert(fc.property(processTrees(fc.nat(), { threads: false }), (tree) => tree.every((one) => one.programs.length === 1)));
});

test('programs and limits stay within what was asked for, and shrink to the least', () => {
  fc.assert(fc.property(programs(calls, { least: 1, most: 3 }), (program) => program.length >= 1 && program.length <= 3));
  const params = limits({ maxproc: [2, 4], pid_max: [5, 9] });
  fc.assert(fc.property(params, ({ maxproc = 2, pid_max = 5 }) => maxproc >= 2 && maxproc <= 4 && pid_max >= 5 && pid_max <= 9));
  expect(smallest(params, () => false)).toEqual({});
  expect(smallest(params, ({ maxproc = 0 }) => maxproc < 3)).toEqual({ maxproc: 3 });
});

test('limits and what every scenario has stand in its module', () => {
  const all = scenarios({ calls, imports: { [kernel]: ['add', 'getpid'] }, before: ["{ name: 'init', threads: [add] }"], end: 'yield* getpid();', limits: limits({ maxproc: [2, 2] }) });
  const text = moduleText(smallest(all, ({ params }) => Object.keys(params).length === 0)!);
  expect(text).toMatch(/params: \{ maxproc: 2 \}[^]*name: 'init'[^]*yield\* getpid\(\);\n +yield\* getpid\(\);/);
});

test('a schedule that fails shrinks to a shortest one', () => {
  const follow = following({ kernel, mutation });
  const found = smallest(schedules(), (decisions) => follow(decisions).broken === undefined);
  const { run, broken } = follow(found ?? []);
  expect(broken).toBe('every-update-counts');
  expect(run.steps).toHaveLength(found?.length ?? 0);
  expect(run.steps.map(({ from }) => from.point).filter((point) => point !== 'getpid' && point !== '')).toEqual(['load', 'load', 'store', 'store']);
});

test('a schedule breaks nothing where nothing can be broken', () => {
  const follow = following({ kernel });
  fc.assert(fc.property(schedules({ most: 20 }), (decisions) => follow(decisions).broken === undefined));
});
