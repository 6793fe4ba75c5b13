import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findTable, telemetryTables } from '@homepot/catalogue';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { QueryDeps } from '../../query/index.ts';
import { findListing, listRows } from '../../query/index.ts';
import type { ArchiveGround } from './test/archive-ground.ts';
import { openArchiveGround } from './test/archive-ground.ts';
import { rowsOfTable } from './test/random-table-rows.ts';

const dayMs = 86_400_000;
const actor = { local: true };
let ground: ArchiveGround;
let deps: QueryDeps;

beforeAll(async () => {
  ground = await openArchiveGround();
  deps = { database: ground.database, clock: ground.clock, archive: ground.archive };
});
afterAll(() => ground.remove());

const textOf = (table: string): Promise<readonly { row: string }[]> =>
  ground.database.query(`SELECT t::text AS row FROM ${table} t ORDER BY id`);

async function countListed(path: string, includeArchived: boolean): Promise<number> {
  const listing = findListing(path);
  if (listing === undefined) throw new Error('no list');
  const parameters = { include_archived: includeArchived, limit: 1_000 };
  return (await listRows(deps, listing, parameters)).data.length;
}

/** Archives and drops the day of a table; returns its part. */
async function archiveDay(name: string, seed: number): Promise<number> {
  const table = findTable(name);
  if (table === undefined) throw new Error('no table');
  await ground.store(name, fc.sample(rowsOfTable(table), { numRuns: 60, seed }));
  const { id } = await ground.archive.write(ground.dayOf(name));
  await ground.archive.verify(id);
  return id;
}

test.each(telemetryTables.map(({ name }) => name))(
  'rows of %s come back from the archive as they were, with their ids',
  async (name) => {
    const id = await archiveDay(name, 11);
    const before = await textOf(name);
    await ground.drop(name, id);
    expect(await textOf(name)).toEqual([]);
    const part = await ground.archive.restore(id, {}, actor);
    expect(part).toMatchObject({
      state: 'restored',
      restored_until: new Date(ground.clock.nowMs() + 7 * dayMs).toISOString().replace('Z', '000Z'),
    });
    expect(await textOf(name)).toEqual(before);
  },
);

test('restored rows are listed once, leave when their time is over, and are not archived twice', async () => {
  const name = 'tool_usage_logs';
  expect(await countListed('tool-usage', true)).toBe(60);
  expect(await ground.archive.endRestored()).toBe(0);
  ground.clock.advanceMs(7 * dayMs + 1);
  // A row of the same day that came late stays where it is.
  await ground.database.query(
    `INSERT INTO ${name} SELECT (jsonb_populate_record(t, '{"id": 900001}')).* FROM ${name} t LIMIT 1`,
  );
  expect(await ground.archive.endRestored()).toBe(telemetryTables.length);
  expect(await textOf(name)).toHaveLength(1);
  expect(await countListed('tool-usage', false)).toBe(1);
  expect(await countListed('tool-usage', true)).toBe(61);
  const { data } = await ground.archive.list({ table: name });
  expect(data.map(({ state }) => state)).toEqual(['archived']);
});

test('only rows that have left can be restored, and each once', async () => {
  const { data } = await ground.archive.list({ table: 'health_checks' });
  const id = data[0]?.id ?? 0;
  await ground.archive.restore(id, { days: 1 }, actor);
  await expect(ground.archive.restore(id, {}, actor)).rejects.toMatchObject({
    code: 'job_not_in_state',
  });
  const [entry] = await ground.database.query<{ event_type: string }>(
    'SELECT event_type FROM audit_logs ORDER BY id DESC LIMIT 1',
  );
  expect(entry?.event_type).toBe('archive_restored');
});

test('of a damaged file nothing comes back, and restored rows do not leave without it', async () => {
  const { data } = await ground.archive.list({ table: 'job_outcomes' });
  const part = data[0];
  const path = join(ground.folder, part?.file ?? '');
  const whole = await readFile(path);
  const flipped = Buffer.from(whole);
  const at = Math.floor(whole.length / 3);
  flipped[at] = (flipped[at] ?? 0) ^ 64;
  await writeFile(path, flipped);
  const id = part?.id ?? 0;
  await expect(ground.archive.restore(id, {}, actor)).rejects.toMatchObject({
    code: 'archive_damaged',
  });
  expect(await textOf('job_outcomes')).toEqual([]);
  expect((await ground.archive.check(id)).fault).toContain('is not what was written there');
  const { data: faulty } = await ground.archive.list({ faulty: true });
  expect(faulty.map((each) => each.id)).toEqual([id]);

  await writeFile(path, whole);
  expect((await ground.archive.check(id)).fault).toBeNull();
  await ground.archive.restore(id, { days: 1 }, actor);
  await writeFile(path, flipped);
  ground.clock.advanceMs(2 * dayMs);
  await expect(ground.archive.endRestored()).rejects.toMatchObject({ code: 'archive_damaged' });
  expect(await textOf('job_outcomes')).toHaveLength(60);
});
