import { rollups, rollupTables } from '@homepot/catalogue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Batch } from '../../spool/index.ts';
import type { DrainFixture } from '../test/drain-fixture.ts';
import { createDrainFixture } from '../test/drain-fixture.ts';
import type { TestRow } from '../test/encode-section.ts';
import { encodeSection } from '../test/encode-section.ts';
import { pick, randomRows } from '../test/random-rows.ts';
import { createBatch, createRequest, createRequestsBatch, noonMs } from '../test/test-rows.ts';
import { rebuildRollup } from './rebuild-rollup.ts';
import { createRollupKeeper } from './rollup-keeper.ts';

let house: DrainFixture;
beforeAll(async () => {
  house = await createDrainFixture();
});
afterAll(() => house.stop());

const dayMs = 86_400_000;
const wholeRange = { fromMs: noonMs - 10 * dayMs, toMs: noonMs + 10 * dayMs };

const sources = [...new Set(rollups.map(({ source }) => source.name))];

const listOf = (make: () => TestRow): readonly TestRow[] =>
  Array.from({ length: 1 + Math.floor(Math.random() * 30) }, make);

function randomBatch(): Batch {
  const tables = sources.filter(() => Math.random() < 0.4);
  const sections = tables.map((table) =>
    encodeSection(table, listOf(randomRows[table] ?? createRequest)),
  );
  const bad = encodeSection('api_request_logs', [createRequest({ method: Buffer.of(0xff) })]);
  const always = encodeSection(
    'performance_metrics',
    listOf(randomRows.performance_metrics ?? createRequest),
  );
  return createBatch([...sections, always, ...(Math.random() < 0.05 ? [bad] : [])]);
}

/** Every row of every table of a rollup, as one text each. */
async function readAll(): Promise<readonly unknown[]> {
  return await Promise.all(
    rollups
      .flatMap(rollupTables)
      .map(({ name }) =>
        house.database.query(
          `SELECT md5(string_agg(t::text, ' ' ORDER BY t::text)) FROM ${name} t`,
        ),
      ),
  );
}

/** A step that fails now and then, before or after it, in every way a transaction can. */
const saboteur = {
  name: 'saboteur',
  async run(transaction: { query(text: string): Promise<{ pid: number }[]> }) {
    const chance = Math.random();
    if (chance < 0.08) throw new Error('a fault');
    if (chance > 0.16) return;
    const [row] = await transaction.query('SELECT pg_backend_pid() AS pid');
    await house.database.query('SELECT pg_terminate_backend($1)', [row?.pid]);
  },
};

test('after random rows, duplicates, replays, bad rows, faults and crashes', async () => {
  const folders = [await house.createFolder(), await house.createFolder()];
  const sent: Batch[] = [];
  for (let life = 0; life < 6; life += 1) {
    const lanes = await Promise.all(
      folders.map((folder) => house.openLane(folder, { steps: [saboteur] })),
    );
    const replays = sent.filter(() => Math.random() < 0.3);
    const batches = [...Array.from({ length: 12 }, randomBatch), ...replays];
    sent.push(...batches);
    const doubled = [...batches, ...batches.filter(() => Math.random() < 0.3)];
    const appended = doubled.map((batch) => pick(lanes).spool.append(batch));
    await Promise.all(appended);
    // The process ends here with whatever is in its spools.
    await Promise.all(lanes.map((lane) => lane.stop()));
  }
  const lanes = await Promise.all(folders.map((folder) => house.openLane(folder)));
  await Promise.all(lanes.map(({ drain, spool }) => drain.drained(spool.lastSequence())));

  const unique = new Map(sent.map((batch) => [batch.batchId, batch]));
  const rows = [...unique.values()].flatMap(({ sections }) => sections);
  const expected = rows.reduce((sum, { rowCount }) => sum + rowCount, 0);
  let found = await house.count('quarantined_records');
  for (const table of sources) found += await house.count(table);
  expect(found).toBe(expected);
  for (const table of rollups.flatMap(rollupTables)) {
    expect([table.name, (await house.count(table.name)) > 0]).toEqual([table.name, true]);
  }
  expect(await house.compareRollups()).toEqual([]);
  const right = await readAll();
  for (const rollup of rollups) {
    expect(await rebuildRollup(house.database, rollup, wholeRange)).toEqual([]);
  }
  expect(await readAll()).toEqual(right);
});

test('the recount finds a rollup that is wrong', async () => {
  const lane = await house.openLane();
  await lane.drainAll(createRequestsBatch([createRequest({ endpoint: '/wrong' })]));
  await house.database.query(
    "UPDATE api_performance_hour SET response_time_ms_sum = response_time_ms_sum + 1 WHERE endpoint = '/wrong'",
  );
  expect(await house.compareRollups()).toMatchObject([{ count: 1, recount: 1 }]);
  await house.database.query("UPDATE api_performance_hour SET count = 7 WHERE endpoint = '/wrong'");
  expect(await house.compareRollups()).toMatchObject([{ count: 7, recount: 1 }]);
});

test('a rebuilt rollup is right, also after the drains that remembered it wrote on', async () => {
  const lanes = [await house.openLane(), await house.openLane()];
  const drainMore = async (): Promise<void> => {
    for (const lane of lanes) {
      await lane.drainAll(createRequestsBatch([createRequest({ endpoint: '/rebuilt' })]));
    }
  };
  await drainMore();
  await house.database.query(
    "UPDATE api_performance_hour SET count = 900 WHERE endpoint = '/rebuilt'",
  );
  for (const rollup of rollups) await rebuildRollup(house.database, rollup, wholeRange);
  expect(await house.compareRollups()).toEqual([]);
  await drainMore();
  expect(await house.compareRollups()).toEqual([]);
  const [row] = await house.database.query<{ count: string }>(
    "SELECT sum(count)::integer AS count FROM api_performance_hour WHERE endpoint = '/rebuilt'",
  );
  expect(row?.count).toBe(4);
});

test('more routes than are remembered', async () => {
  const lane = await house.openLane();
  const rollups = createRollupKeeper(lane.spool.id, 10);
  for (let round = 0; round < 20; round += 1) {
    const rows = Array.from({ length: 6 }, (_, i) =>
      createRequest({ endpoint: `/many/${(i + round * 5) % 25}` }),
    );
    const section = encodeSection('api_request_logs', rows);
    await house.database.transaction(async (transaction) => {
      await transaction.copy(section.table, section.columns, [section.tuples]);
      rollups.add(section);
      await rollups.store(transaction);
    });
    rollups.settle();
  }
  expect(await house.compareRollups()).toEqual([]);
});
