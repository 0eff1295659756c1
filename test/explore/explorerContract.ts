import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Schedule, SearchKind, TransitionSystem } from '../../src/core/index.ts';
import { builtInChecks } from '../../src/judge/index.ts';
import { toyDistances, toyStuck, toyStuckIn, toyTransitions } from '../support/toyAnswers.ts';
import type { ToyState } from '../support/toyChecker.ts';
import { toyCheck } from '../support/toyChecker.ts';
import { graphs, graphSystem } from '../support/toyGraph.ts';
import { toyPidlife } from '../support/toyPidlife.ts';
import { kinds, run } from '../support/toySearch.ts';

/** What every exhaustive search does, with the toy checker as the judge. */
export function explorerContract(name: string, search: SearchKind): void {
  describe(name, () => {
    // Counts of other model checkers for the same model.
    test.each([
      { n: 4, states: 8_385, transitions: 27_693 },
      { n: 5, states: 278_542, transitions: 1_152_277 },
    ])('visits all of pidlife with $n slots', ({ n, states, transitions }) => {
      const result = run(toyPidlife(n), { search });
      expect(result.coverage).toMatchObject({ states, transitions, complete: true });
      expect(result.bound).toBeUndefined();
      expect(new Set(Object.values(kinds(result)))).toEqual(new Set(['holds', 'witnessed']));
    });

    test('agrees with the toy checker on random graphs', () => {
      fc.assert(
        fc.property(graphs, (nodes) => {
          const toy = toyCheck(graphSystem(nodes));
          const result = run(graphSystem(nodes), { search });
          expect(result.coverage).toMatchObject({ states: toy.size, transitions: toyTransitions(toy), complete: true });
          expect(kinds(result)).toEqual(expectedKinds(toy));
        }),
        { numRuns: 500 },
      );
    });

    test('each schedule leads where the verdict says', () => {
      fc.assert(
        fc.property(graphs, (nodes) => {
          const system = graphSystem(nodes);
          const toy = toyCheck(graphSystem(nodes));
          for (const { name, verdict } of run(graphSystem(nodes), { search }).judgements) {
            if ('schedule' in verdict) expect(follow(system, toy, verdict.schedule), name).toContain(name);
          }
        }),
      );
    });

    test('marks the locations of the states it visits', () => {
      fc.assert(
        fc.property(graphs, (nodes) => {
          const visited = [...toyCheck(graphSystem(nodes)).keys()].map((key) => Number(JSON.parse(key)[0]));
          const { reached } = run(graphSystem(nodes), { search });
          expect([...reached.keys()].filter((at) => reached[at] === 1)).toEqual(visited.toSorted((a, b) => a - b));
        }),
      );
    });

    test('two runs say the same', () => {
      fc.assert(
        fc.property(graphs, (nodes) => {
          expect(run(graphSystem(nodes), { search })).toEqual(run(graphSystem(nodes), { search }));
        }),
      );
    });
  });
}

function expectedKinds(toy: ReadonlyMap<string, ToyState>): Record<string, string> {
  const found = toyDistances(toy);
  if (toyStuck(toy)) found.set('stuck-thread', 0);
  const always = ['good', ...builtInChecks].map((name) => [name, found.has(name) ? 'violated' : 'holds']);
  return { seen: found.has('seen') ? 'witnessed' : 'unwitnessed', ...Object.fromEntries(always) };
}

/** Follows a schedule: the names of what is to be seen at its end. */
function follow(system: TransitionSystem, toy: ReadonlyMap<string, ToyState>, schedule: Schedule): readonly string[] {
  system.reset();
  for (const [at, { agent, alternative }] of schedule.entries()) {
    expect(alternative).toBeLessThan(system.alternatives(agent));
    expect(system.enabled(agent, alternative)).toBe(true);
    const fault = system.step(agent, alternative);
    if (fault === undefined) continue;
    expect(at).toBe(schedule.length - 1);
    return [fault.kind];
  }
  const state = toy.get(JSON.stringify([...system.packed]));
  const stuck = state !== undefined && toyStuckIn(toy, state) ? ['stuck-thread'] : [];
  return [...(state?.found ?? []), ...stuck];
}
