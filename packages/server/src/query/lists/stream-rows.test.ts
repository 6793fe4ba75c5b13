import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { createLog, createManualClock, HomepotError, limits } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import { createDatabase } from '../../store/index.ts';
import type { Parameters } from '../parameters/parameters.ts';
import type { QueryDeps } from '../run-read.ts';
import { insertRows } from '../test/generated-rows.ts';
import { readCsv } from '../test/read-csv.ts';
import { findListing } from './find-listing.ts';
import { listRows } from './list-rows.ts';
import type { Listing } from './listing.ts';
import type { StreamFormat } from './stream-rows.ts';
import { streamRows } from './stream-rows.ts';

const rowCount = 2 * limits.streamPageRowsMax + 500;
let place: TestDatabase;
let deps: QueryDeps;
let listing: Listing;

/** A table without partitions, with texts that spreadsheets and parsers trip over. */
async function insertChanges(database: TestDatabase['database'], from: number, count: number) {
  await database.query(
    `INSERT INTO configuration_history
       (timestamp, provenance, entity_type, entity_id, parameter_name, new_value, changed_by, change_type, change_reason)
     SELECT '2026-01-01Z'::timestamptz + (i / 3) * interval '1 microsecond', 'real', 'device', 'pos-' || i % 2,
       'volume', to_jsonb(i), 'alice', 'manual',
       (ARRAY['=1+1', 'two' || chr(13) || chr(10) || 'lines', '"quoted", text', '', NULL])[1 + i % 5]
     FROM generate_series($1::int, $2::int) AS i`,
    [from, from + count - 1],
  );
}

beforeAll(async () => {
  place = await createTestDatabase();
  deps = { database: place.database, clock: createManualClock() };
  const found = findListing('config-history');
  if (found === undefined) throw new Error('no list');
  listing = found;
  await insertChanges(place.database, 0, rowCount);
});

afterAll(() => place.drop());

async function readText(parameters: Parameters, format: StreamFormat): Promise<string[]> {
  const chunks: string[] = [];
  for await (const chunk of await streamRows(deps, listing, parameters, format)) chunks.push(chunk);
  return chunks;
}

const parse = (chunks: readonly string[]): Record<string, unknown>[] =>
  chunks
    .join('')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

test('NDJSON without limit has every row of the filter, page by page', async () => {
  const chunks = await readText({}, 'ndjson');
  expect(chunks).toHaveLength(3);
  const rows = parse(chunks);
  expect(new Set(rows.map((row) => row.id)).size).toBe(rowCount);
  expect(rows.slice(0, 100)).toEqual((await listRows(deps, listing, {})).data);
  expect(parse(await readText({ entity_id: 'pos-1' }, 'ndjson'))).toHaveLength(rowCount / 2);
});

test('with a limit there are that many, also more than a page has', async () => {
  expect(parse(await readText({ limit: 3 }, 'ndjson'))).toHaveLength(3);
  expect(parse(await readText({ limit: 1500, order: 'asc' }, 'ndjson'))).toHaveLength(1_500);
});

test('CSV holds what NDJSON holds', async () => {
  const [header = [], ...lines] = readCsv((await readText({ order: 'asc' }, 'csv')).join(''));
  expect(header).toEqual(Object.keys(listing.columns));
  const rows = parse(await readText({ order: 'asc' }, 'ndjson'));
  expect(lines).toHaveLength(rowCount);
  const expected = rows.map((row) =>
    header.map((name) => {
      const value = row[name];
      if (value === null) return '';
      return value === '=1+1' ? `'=1+1` : String(value);
    }),
  );
  expect(lines).toEqual(expected);
});

test('an empty list is a header, or nothing', async () => {
  expect(await readText({ entity_id: 'nobody' }, 'csv')).toEqual([
    `${Object.keys(listing.columns).join(',')}\r\n`,
  ]);
  expect((await readText({ entity_id: 'nobody' }, 'ndjson')).join('')).toBe('');
});

test('an ascending stream ends with the row that was the newest when it began', async () => {
  const stream = await streamRows(deps, listing, { order: 'asc' }, 'ndjson');
  const chunks: string[] = [];
  let arrived = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    if (chunks.length > 10) break;
    await insertRows(
      place.database,
      'configuration_history',
      Array.from({ length: 1_200 }, () => ({
        timestamp: '2026-01-02T00:00:00Z',
        provenance: 'real',
        entity_type: 'site',
        entity_id: 'late',
        parameter_name: 'x',
        new_value: '1',
        changed_by: 'bob',
        change_type: 'manual',
      })),
    );
    arrived += 1_200;
  }
  expect(arrived).toBe(3_600);
  expect(parse(chunks)).toHaveLength(rowCount);
});

test('nothing is asked of the database while the reader does not read on', async () => {
  let asked = 0;
  const snapshot: Database['snapshot'] = (settings, run) => {
    asked += 1;
    return place.database.snapshot(settings, run);
  };
  const stream = await streamRows(
    { ...deps, database: { ...place.database, snapshot } },
    listing,
    {},
    'ndjson',
  );
  const iterator = stream[Symbol.asyncIterator]();
  await iterator.next();
  expect(asked).toBe(1);
  await iterator.next();
  expect(asked).toBe(2);
  await iterator.return?.();
  expect(await iterator.next()).toMatchObject({ done: true });
  expect(asked).toBe(2);
});

test('what is wrong is thrown before anything is sent', async () => {
  await expect(streamRows(deps, listing, { colour: 'red' }, 'csv')).rejects.toMatchObject({
    code: 'filter_unknown',
  });
  const gone = createDatabase({
    connectionString: 'postgres://nobody@127.0.0.1:1/nowhere',
    connectionsMax: 1,
    log: createLog('silent'),
  });
  await expect(streamRows({ ...deps, database: gone }, listing, {}, 'csv')).rejects.toMatchObject({
    code: 'database_unavailable',
    status: 503,
  });
  await gone.stop();
});

test('a caller who has gone ends the stream', async () => {
  const controller = new AbortController();
  const stream = await streamRows(deps, listing, {}, 'csv', controller.signal);
  const iterator = stream[Symbol.asyncIterator]();
  await iterator.next();
  controller.abort(new HomepotError('caller_gone'));
  await expect(iterator.next()).rejects.toMatchObject({ code: 'caller_gone' });
});
