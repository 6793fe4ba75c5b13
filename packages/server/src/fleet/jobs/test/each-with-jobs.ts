import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { TestDatabase } from '../../../../test/test-database.ts';
import { createTestDatabase } from '../../../../test/test-database.ts';
import type { JobsFixture } from './jobs-fixture.ts';
import { openJobs } from './jobs-fixture.ts';

/** Gives each test of a file an empty house, on one database for all of them. */
export function eachWithJobs(begin: (house: JobsFixture) => unknown): void {
  let opened: TestDatabase;
  let house: JobsFixture;
  beforeAll(async () => {
    opened = await createTestDatabase();
  });
  afterAll(() => opened.drop());
  beforeEach(async () => {
    house = await openJobs(opened);
    await begin(house);
  });
  afterEach(() => house.stop());
}
