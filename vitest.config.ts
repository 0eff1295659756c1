import { defineConfig } from 'vitest/config';

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
  },
});
