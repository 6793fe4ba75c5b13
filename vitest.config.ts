import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Where a machine wants to read the results, besides what people see. */
const reportFile = process.env.VITEST_JSON_REPORT;

export default defineConfig({
  test: {
    include: [
      'packages/**/*.test.ts',
      'docs/**/*.test.ts',
      'e2e/**/*.test.ts',
      'bench/**/*.test.ts',
    ],
    globalSetup: [
      'packages/server/test/global-setup.ts',
      'packages/sdk-browser/test/global-setup.ts',
      'packages/web/test/global-setup.ts',
    ],
    // Files run beside each other, each with a database of its own.
    pool: 'forks',
    // Tests mostly wait, for disks and clocks: more of them at a time than there are processors.
    maxWorkers: availableParallelism() + 1,
    // What comes about is waited for as long as a busy machine needs; what never does fails all the same.
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 60_000,
    reporters: reportFile ? ['default', ['json', { outputFile: reportFile }]] : ['default'],
  },
});
