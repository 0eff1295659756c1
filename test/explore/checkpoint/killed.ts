import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckpointSettings, Judge, OpenJudge, SearchResult, SearchSettings, TransitionSystem } from '../../../src/core/index.ts';
import { search } from '../../../src/explore/index.ts';
import { openJudge } from '../../../src/judge/index.ts';
import { unbounded } from '../../support/toySearch.ts';

const folder = mkdtempSync(join(process.env['FORKCHECK_MEMORY'] ?? tmpdir(), 'forkcheck-checkpoint-'));
let directories = 0;

/** A directory of its own that is not there yet. */
export const freshDirectory = (): string => join(folder, String(directories++));

/** Thrown in place of a kill. */
export class Killed extends Error {}

/** A judge that kills the search when it is asked for the `last`-th time what it has found, which is at a checkpoint. */
export function killingJudge(last: number): OpenJudge {
  let saves = 0;
  return (system, route): Judge => {
    const judge = openJudge(system, route);
    const save = judge.save.bind(judge);
    judge.save = () => {
      if (++saves > last) throw new Killed();
      return save();
    };
    return judge;
  };
}

export const checkpointIn = (directory: string, parts: Partial<CheckpointSettings> = {}): CheckpointSettings => ({
  directory,
  seconds: Number.MIN_VALUE,
  resumes: false,
  subject: { scenario: 'toy' },
  ...parts,
});

/** Searches with a checkpoint after every batch, and is killed after so many of them; then goes on, with the next life. */
export function searchKilled(
  make: () => TransitionSystem,
  lives: readonly number[],
  settings: Partial<SearchSettings> = {},
  between: (directory: string) => void = () => undefined,
): SearchResult {
  const directory = freshDirectory();
  const go = (resumes: boolean, judge: OpenJudge): SearchResult =>
    search(make(), { ...unbounded, ...settings, checkpoint: checkpointIn(directory, { resumes }) }, judge);
  let resumes = false;
  for (const life of lives) {
    try {
      return go(resumes, killingJudge(life));
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      between(directory);
      resumes = true;
    }
  }
  return go(resumes, openJudge);
}
