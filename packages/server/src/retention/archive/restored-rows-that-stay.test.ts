import type { Table } from '@homepot/catalogue';
import { deviceMetrics, errorLogs } from '@homepot/catalogue';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ArchiveGround } from './test/archive-ground.ts';
import { openArchiveGround } from './test/archive-ground.ts';
import { rowsOfTable } from './test/random-table-rows.ts';

const dayMs = 86_400_000;
const actor = { local: true };
let ground: ArchiveGround;

beforeAll(async () => {
  ground = await openArchiveGround();
});
afterAll(() => ground.remove());

/** Archives and drops the day of a table; returns its part. */
async function archiveDay(table: Table): Promise<number> {
  await ground.store(table.name, fc.sample(rowsOfTable(table), { numRuns: 60, seed: 5 }));
  const { id } = await ground.archive.write(ground.dayOf(table.name));
  await ground.archive.verify(id);
  await ground.drop(table.name, id);
  return id;
}

const ask = (text: string) => ground.database.query<{ count: number }>(text);
const count = async (table: string) => (await ask(`SELECT count(*) FROM ${table}`))[0]?.count;

test('restored rows of which some were removed meanwhile stay as they are, and keep no others from leaving', async () => {
  const kept = await archiveDay(errorLogs);
  const other = await archiveDay(deviceMetrics);
  for (const id of [kept, other]) await ground.archive.restore(id, { days: 1 }, actor);
  await ask(`CREATE TABLE gone AS SELECT * FROM error_logs ORDER BY id LIMIT 1`);
  await ask('DELETE FROM error_logs WHERE id = (SELECT id FROM gone)');
  ground.clock.advanceMs(2 * dayMs);
  const told: string[] = [];
  const ending = ground.archive.endRestored(async ({ table }) => {
    told.push(table);
  });
  await expect(ending).rejects.toMatchObject({ code: 'archive_differs' });
  await expect(ending).rejects.toThrow('Of the 60 rows');
  expect(told).toEqual(['error_logs']);
  expect(await count('error_logs')).toBe(59);
  expect(await count('device_metrics')).toBe(0);
  expect((await ground.archive.show(kept)).state).toBe('restored');
  await ask('INSERT INTO error_logs SELECT * FROM gone');
  expect(await ground.archive.endRestored()).toBe(1);
  expect(await count('error_logs')).toBe(0);
});

test('who restores rows once more of which some are gone has all of them again, and they leave', async () => {
  const { data } = await ground.archive.list({ table: 'error_logs' });
  const id = data[0]?.id ?? 0;
  const restore = () => ground.archive.restore(id, { days: 1 }, actor);
  await restore();
  await ask('DELETE FROM error_logs WHERE id <= (SELECT min(id) + 2 FROM error_logs)');
  // Until their time is over, they are as somebody wants them.
  await expect(restore()).rejects.toMatchObject({ code: 'job_not_in_state' });
  ground.clock.advanceMs(2 * dayMs);
  await expect(ground.archive.endRestored()).rejects.toThrow(`until part ${id} is restored`);
  expect(await restore()).toMatchObject({ state: 'restored' });
  expect(await count('error_logs')).toBe(60);
  ground.clock.advanceMs(2 * dayMs);
  expect(await ground.archive.endRestored()).toBe(1);
  expect(await count('error_logs')).toBe(0);
});

test('what a person calls an export keeps no rows from coming back, and what an export reads does', async () => {
  const { data } = await ground.archive.list({ table: 'error_logs' });
  const id = data[0]?.id ?? 0;
  const restore = () => ground.archive.restore(id, { days: 1 }, actor);
  await ask(`INSERT INTO retention_holds (table_name, reason, created_at)
    VALUES ('error_logs', 'export of evidence for a court', now()), ('error_logs', 'export exp_1', now())`);
  await ask(`INSERT INTO exports (export_id, status, request, pseudonyms, complete_until, created_at)
    VALUES ('exp_1', 'running', '{}', 'fresh', now(), now())`);
  await expect(restore()).rejects.toThrow('is being read: export exp_1');
  await ask(`UPDATE exports SET status = 'completed'`);
  expect(await restore()).toMatchObject({ state: 'restored' });
});
