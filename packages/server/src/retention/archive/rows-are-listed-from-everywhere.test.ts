import { deviceMetrics, errorLogs, telemetryTables } from '@homepot/catalogue';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Parameters, QueryDeps } from '../../query/index.ts';
import { findListing, listRows, streamRows } from '../../query/index.ts';
import type { ArchiveGround } from './test/archive-ground.ts';
import { openArchiveGround } from './test/archive-ground.ts';
import { rowsOfTable } from './test/random-table-rows.ts';

const dayMs = 86_400_000;
const firstDay = Date.UTC(2026, 9, 1) / dayMs;
const days = [0, 1, 2, 3, 4, 5];
let ground: ArchiveGround;
let deps: QueryDeps;

type Answer = Awaited<ReturnType<typeof listRows>>;
type Row = Readonly<Record<string, unknown>>;

/** The table's rows with `devices` devices, spread over the days; several at the same instant. */
function makeRows(table: typeof deviceMetrics | typeof errorLogs, seed: number): Row[] {
  const rows = fc.sample(rowsOfTable(table), { numRuns: 240, seed });
  return rows.map((row, i) => ({
    ...row,
    device_id: `pos-${i % 5}`,
    timestamp: new Date((firstDay + (days[i % days.length] ?? 0)) * dayMs + (i % 40) * 60_000),
    ...(table === errorLogs ? { context: { order: i % 3 } } : {}),
  }));
}

async function list(path: string, parameters: Parameters): Promise<Answer> {
  const listing = findListing(path);
  if (listing === undefined) throw new Error(`no list ${path}`);
  return listRows(deps, listing, parameters);
}

/** Every row, page by page. */
async function listAll(path: string, parameters: Parameters) {
  const data: Row[] = [];
  const sources: NonNullable<Answer['sources']>[number][] = [];
  let cursor: string | null = null;
  do {
    const page = await list(path, { ...parameters, ...(cursor === null ? {} : { cursor }) });
    data.push(...(page.data as Row[]));
    sources.push(...(page.sources ?? []));
    cursor = page.next_cursor;
  } while (cursor !== null);
  return { data, sources };
}

const ways: readonly Parameters[] = [
  {},
  { order: 'asc' },
  { device_id: 'pos-3' },
  { device_id: 'pos-1,pos-2', order: 'asc' },
  { start_date: '2026-10-02T00:10:00Z', end_date: '2026-10-05T00:20:00Z' },
  { start_date: '2026-10-03', end_date: '2026-10-03', order: 'asc' },
  { provenance: 'real', device_id: 'pos-0' },
  { device_id: 'nobody' },
];
const errorWays: readonly Parameters[] = [
  { severity: 'error' },
  { 'context.order': '2', order: 'asc' },
  { resolved: 'false', device_id: 'pos-4' },
];
const cases = [
  ...ways.flatMap((way) => [['device-metrics', way] as const, ['errors', way] as const]),
  ...errorWays.map((way) => ['errors', way] as const),
];
const before = new Map<string, readonly Row[]>();
const keyOf = (path: string, way: Parameters) => JSON.stringify([path, way]);
const partitionOf = (table: string, day: number) =>
  `${table}_${new Date((firstDay + day) * dayMs).toISOString().slice(0, 10).replaceAll('-', '_')}`;

/** Archives one day of device metrics; stops before the rows are gone where asked. */
async function archiveDay(day: number, end: 'dropped' | 'detached' | 'written'): Promise<void> {
  const { database, archive } = ground;
  const fromMs = (firstDay + day) * dayMs;
  const partition = partitionOf('device_metrics', day);
  const request = { table: 'device_metrics', partition, fromMs, untilMs: fromMs + dayMs };
  const { id } = await archive.write(request);
  if (end === 'written') return;
  await archive.verify(id);
  await database.query(`ALTER TABLE device_metrics DETACH PARTITION ${partition}`);
  if (end === 'detached') return;
  await database.transaction(async (transaction) => {
    await transaction.query(`DROP TABLE ${partition}`);
    await archive.settle(transaction, id);
  });
}

async function archiveErrors(): Promise<void> {
  const { database, archive } = ground;
  const fromMs = Date.UTC(2026, 8, 28);
  const partition = 'error_logs_2026_09_28';
  const untilMs = fromMs + 7 * dayMs;
  const { id } = await archive.write({ table: 'error_logs', partition, fromMs, untilMs });
  await archive.verify(id);
  await database.transaction(async (transaction) => {
    await transaction.query(`ALTER TABLE error_logs DETACH PARTITION ${partition}`);
    await transaction.query(`DROP TABLE ${partition}`);
    await archive.settle(transaction, id);
  });
}

beforeAll(async () => {
  ground = await openArchiveGround();
  deps = { database: ground.database, clock: ground.clock, archive: ground.archive };
  const numbers = days.map((day) => firstDay + day);
  for (const { name } of telemetryTables) {
    if (name === 'device_metrics' || name === 'error_logs') {
      await ground.partitions.ensure(name, numbers);
    }
  }
  await ground.store('device_metrics', makeRows(deviceMetrics, 1));
  await ground.store('error_logs', makeRows(errorLogs, 2));
  for (const [path, way] of cases) {
    before.set(keyOf(path, way), (await listAll(path, { ...way, limit: 1_000 })).data);
  }
  for (const day of [0, 1, 2]) await archiveDay(day, 'dropped');
  await archiveDay(3, 'detached');
  await archiveDay(4, 'written');
  await archiveErrors();
  // Rows that came late for a day whose partition is gone, beside those in the archive.
  await ground.partitions.ensure('device_metrics', [firstDay + 1]);
}, 120_000);

afterAll(() => ground.remove());

test.each(cases)(
  'the list %s with %j is the same when some of its rows are archived and some are leaving',
  async (path, way) => {
    const { data } = await listAll(path, { ...way, include_archived: true, limit: 67 });
    expect(data).toEqual(before.get(keyOf(path, way)));
  },
);

test('an answer says which rows came from which file, and which from the database', async () => {
  const { sources } = await listAll('device-metrics', {
    include_archived: true,
    device_id: 'pos-3',
    limit: 1_000,
  });
  expect(sources.map(({ from, rows }) => [from, rows])).toEqual([
    ['database', 24],
    ['archive', 8],
    ['archive', 8],
    ['archive', 8],
  ]);
  const files = sources.flatMap((source) => (source.from === 'archive' ? [source.file] : []));
  expect(files.map((file) => file.slice(0, 40))).toEqual(
    [2, 1, 0].map((day) => `device_metrics/${partitionOf('device_metrics', day)}.`.slice(0, 40)),
  );
});

test('without include_archived only rows of the table are listed, and nothing is said of sources', async () => {
  const page = await list('device-metrics', { limit: 1_000 });
  expect(page.data).toHaveLength(80);
  expect(page.sources).toBeUndefined();
});

test('a page of the newest rows opens no archived file', async () => {
  let opened = 0;
  const counting: QueryDeps = {
    ...deps,
    archive: {
      readRows: (...given) => {
        opened += 1;
        return ground.archive.readRows(...given);
      },
    },
  };
  const listing = findListing('device-metrics');
  if (listing === undefined) throw new Error('no list');
  await listRows(counting, listing, { include_archived: true, limit: 30 });
  expect(opened).toBe(0);
});

test('a stream goes on into the archive', async () => {
  const listing = findListing('device-metrics');
  if (listing === undefined) throw new Error('no list');
  const parameters = { include_archived: true, order: 'asc' };
  let text = '';
  for await (const piece of await streamRows(deps, listing, parameters, 'ndjson')) text += piece;
  const rows = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const listed = before.get(keyOf('device-metrics', { order: 'asc' }));
  expect(rows).toEqual(JSON.parse(JSON.stringify(listed)));
});
