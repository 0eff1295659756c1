/** What nobody reads makes no difference: a search that does not store it has the verdicts of one that does, from fewer states. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { check, settle } from '../../src/check.ts';
import { openModel } from '../../src/compile/index.ts';
import type { CompiledModel, ReductionName, SearchResult } from '../../src/core/index.ts';
import { search } from '../../src/explore/index.ts';
import { openJudge } from '../../src/judge/index.ts';
import { compiled } from '../compile/written.ts';
import { raceHead, writeRace } from '../support/generatedRaces.ts';

const together = 25;
const numRuns = Math.ceil(Number(process.env.FORKCHECK_RUNS ?? 1_000) / together);

const folder = mkdtempSync(join(tmpdir(), 'forkcheck-unread-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Which reductions are compared, on one model of how many; translated code seldom, for translating takes longer than these searches. */
const kinds: readonly { readonly reductions: readonly ReductionName[]; readonly every: number; readonly nativeFrom?: number }[] = [
  { reductions: ['unread'], every: 1 },
  { reductions: ['unread'], every: together, nativeFrom: 0 },
  { reductions: ['sleep-sets', 'unread'], every: 12 },
  { reductions: ['symmetry', 'unread'], every: 12 },
  { reductions: ['partial-order', 'chains', 'unread'], every: 12 },
  { reductions: ['partial-order', 'symmetry', 'chains', 'unread'], every: 12 },
];

function find(system: CompiledModel, reductions: readonly ReductionName[], nativeFrom = Infinity): SearchResult {
  return search(system, { ...settle({}), nativeFrom, ...(reductions.length > 0 && { reductions }) }, openJudge);
}

/** Expects the verdicts and places of the plain search, and that runs of the system itself show them. */
function expectLike(plain: SearchResult, found: SearchResult, system: CompiledModel, hint: string): void {
  const kindsOf = ({ judgements }: SearchResult): readonly unknown[] => judgements.map(({ name, verdict }) => [name, verdict.kind]);
  expect(kindsOf(found), hint).toEqual(kindsOf(plain));
  expect(found.reached, hint).toEqual(plain.reached);
  expect(found.coverage.states, hint).toBeLessThanOrEqual(plain.coverage.states);
  for (const { name, verdict } of found.judgements) {
    if (verdict.kind !== 'violated' && verdict.kind !== 'witnessed') continue;
    system.reset();
    const faults = verdict.schedule.map(({ agent, alternative }) => {
      expect(alternative < system.alternatives(agent) && system.enabled(agent, alternative), hint).toBe(true);
      return system.step(agent, alternative);
    });
    if (verdict.kind === 'violated') expect(faults.at(-1)?.kind, hint).toBe(verdict.fault?.kind);
    const property = system.predicates.find((one) => one.name === name);
    if (property !== undefined && faults.at(-1) === undefined) expect(property.holds(), hint).toBe(verdict.kind === 'witnessed');
  }
}

/** Races that leave notes which nobody reads: of them all, and of each thread. */
const head = raceHead.replace('done: boolean }', 'done: boolean; mark: U2 }').replace('f: Bits', 'note: U2; f: Bits');

function withNotes(race: string): string {
  return race.replaceAll(/yield '(set|if)';/g, (found, _, at: number) => `${found} ${at % 2 === 0 ? 'g.note' : 'me().mark'} = ${at % 3};`);
}

test(
  'generated races',
  () => {
    let files = 0;
    let gained = 0;
    const list = fc.array(fc.nat({ max: 5039 }), { minLength: 30, maxLength: 60, size: 'max' });
    const property = fc.property(fc.array(list, { minLength: together, maxLength: together }), (all) => {
      const texts = all.map((decisions, index) => withNotes(writeRace(decisions, `race${index}`)));
      const file = join(folder, `races-${files++}.ts`);
      writeFileSync(file, head + texts.join(''));
      const model = openModel({ file });
      texts.forEach((text, index) => {
        const whole = model.compile({ scenario: `race${index}` });
        // To compile it without the unread takes longer than to search it.
        const unread = whole.unread?.();
        const system: CompiledModel = { ...whole, unread: () => unread };
        const plain = find(system, []);
        for (const { reductions, every, nativeFrom } of kinds) {
          if (index % every !== 0) continue;
          const found = find(system, reductions, nativeFrom);
          expectLike(plain, found, system, `${reductions.join()}\n${text}`);
          if (every === 1 && found.coverage.states < plain.coverage.states) gained++;
        }
      });
    });
    fc.assert(property, { numRuns, endOnFailure: true });
    // Or the comparison would show nothing.
    expect(gained).toBeGreaterThan((files * together) / 10);
  },
  600_000,
);

describe('a field is left out', () => {
  const loop = (body: string): string => `for (let n = yield* choose(4); ;) { yield 'on'; ${body} n = 0; yield 'off'; }`;
  /** With the field stored, and without what nobody reads. */
  const statesOf = (fields: string, body: string, also = ''): readonly number[] => {
    const system = compiled(fields, loop(body), also);
    return [find(system, []), find(system, ['unread'])].map(({ coverage }) => coverage.states);
  };

  test.each([
    ['if it is only assigned', 'a: U2', 'g.a = n;'],
    ['if its value goes on as what was assigned', 'a: U2; b: U2', 'g.b = g.a = n;'],
    ['if only a function that nobody calls reads it', 'a: U2', 'g.a = n;', 'export function isThree(): boolean { return g.a === 3; }'],
  ])('%s', (_, fields, body, also = '') => {
    const [all = 0, some = 0] = statesOf(fields, body, also);
    expect(some).toBeLessThan(all);
  });

  const items = "export interface Item { next: Ref<Item> }\nexport const items = zone<Item>('item', { slots: 2, stable: true });";
  const list = "insertHead(g.l, items.at(1), 'next'); insertHead(g.l, items.at(2), 'next'); KASSERT(contains(g.l, items.at(1), 'next'), 'it is'); remove(g.l, items.at(2), 'next'); remove(g.l, items.at(1), 'next');";
  test.each([
    ['read', 'a: U2; b: U2', "g.a = n; if (g.a === 3) yield 'three';"],
    ['counted', 'a: U2', 'g.a = n; if (n === 7) g.a++;'],
    ['read by a function that is called', 'a: U2', 'g.a = n; if (isThree()) yield 3;', 'function isThree(): boolean { return g.a === 3; }'],
    ['read by what is waited for', 'a: U2', "g.a = n; yield* waitUntil(() => g.a < 4, 'wait');"],
    ['the link of a list', 'l: List<Item>', list, items],
  ])('not if it is %s', (_, fields, body, also = '') => {
    const [all, some] = statesOf(fields, body, also);
    expect(some).toBe(all);
  });

  test('but what is assigned has to fit it', () => {
    const system = compiled('a: U2; b: U4', loop('g.a = n + g.b; g.b = 5;'));
    for (const reductions of [[], ['unread']] as const) {
      expect(find(system, reductions).judgements.find(({ name }) => name === 'out-of-range')?.verdict.kind).toBe('violated');
    }
  });
});

test.each([
  ['models/freebsd/index.ts', 'vfork-exec'],
  ['models/freebsd-5/index.ts', 'fork-exit-wait'],
  ['models/netbsd/index.ts', 'exec-core'],
  ['models/solaris/index.ts', 'fork-exit-wait'],
  ['models/xnu/index.ts', 'fork-exit-wait'],
  ['test/models/philosophers.ts', 'philosophers-4'],
])('%s %s', (file, scenario) => {
  const { liveness: _, ...rest } = openModel({ file: resolve(file) }).compile({ scenario });
  const system: CompiledModel = { ...rest, liveness: [], unread: () => ({ ...rest.unread?.() ?? rest, liveness: [] }) };
  expectLike(find(system, []), find(system, ['unread']), system, scenario);
});

test.each([
  { among: [], states: 1_945 },
  { among: ['unread'], states: 42 },
  { among: ['symmetry'], states: 379 },
  { among: ['symmetry', 'unread'], states: 18 },
] as const)('notes for nobody: $states states with $among', ({ among, states }) => {
  const result = check({ kernel: 'test/models/notes.ts', scenario: 'notes' }, { reductions: among });
  expect(result.coverage.states).toBe(states);
  expect(result.properties.find(({ name }) => name === 'below-5')).toMatchObject({ verdict: 'violated', run: { steps: { length: 14 } } });
});

test('claims about runs are unknown: a cycle may not close', () => {
  const system = openModel({ file: resolve('test/models/starvedLock.ts') }).compile({ scenario: 'starved-lock' });
  const { judgements } = find(system, ['unread']);
  const claims = judgements.filter(({ fairness }) => fairness !== undefined);
  expect(claims.length).toBeGreaterThan(0);
  for (const { verdict } of claims) expect(verdict).toEqual({ kind: 'unknown', bound: 'states-reduced' });
});
