import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createTestDatabase } from '../../../packages/server/test/test-database.ts';
import { runSdkOutage } from './outage.ts';

test('a house that is killed and comes back has every request and error of the app, each once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'homepot-sdk-outage-'));
  const scratch = await createTestDatabase();
  try {
    const report = await runSdkOutage({
      folder,
      connectionString: scratch.connectionString,
      query: (statement) => scratch.database.query(statement),
      outageSeconds: 3,
      requestsPerSecond: 100,
    });
    expect(report.requests).toBeGreaterThan(300);
    expect(report.failures).toBe(Math.floor(report.requests / 10));
    expect(report).toMatchObject({
      storedRequests: report.requests,
      storedIds: report.requests,
      storedErrors: report.failures,
      storedErrorIds: report.failures,
      ending: 'SIGTERM',
    });
  } finally {
    await scratch.drop();
    await rm(folder, { recursive: true, force: true });
  }
}, 120_000);
