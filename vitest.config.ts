import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take long. Begun last, one of them would keep one core busy while the others have nothing left to do. */
const long = [
  'models/freebsdLife',
  'explore/reduced',
  'properties/lifeCycle',
  'models/freebsdThreads',
  'properties/liveness',
  'cli/workers',
  'guides',
  'explore/lossy/frontierSearch',
  'cli/checkpoint',
  'judge/liveness',
  'explore/native',
];

class LongOnesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = long.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return at < 0 ? long.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // A machine may be slow, and shared.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Vitest would leave one core alone, which is half of a small machine.
    maxWorkers: '100%',
    // Files share a process, one after another: to load the compiler and the kernels for each anew takes longer than most tests.
    isolate: false,
    globalSetup: 'test/support/temporary.ts',
    sequence: { sequencer: LongOnesFirst },
  },
});
