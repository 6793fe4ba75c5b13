// What the drain's own tests stand on, for the tests of steps in later rooms.
export type { DrainFixture, Lane } from '../src/drain/test/drain-fixture.ts';
export { createDrainFixture } from '../src/drain/test/drain-fixture.ts';
export {
  createMetricsBatch,
  createRequest,
  createRequestsBatch,
  listMetrics,
  noonMs,
} from '../src/drain/test/test-rows.ts';
