/** What the tests of other rooms use of those of the drain: a database with lanes, and encoded rows. */
export type { DrainFixture, Lane } from '../src/drain/test/drain-fixture.ts';
export { createDrainFixture } from '../src/drain/test/drain-fixture.ts';
export type { TestRow } from '../src/drain/test/encode-section.ts';
export { encodeSection } from '../src/drain/test/encode-section.ts';
export { createBatch, createRequest, listMetrics, noonMs } from '../src/drain/test/test-rows.ts';
