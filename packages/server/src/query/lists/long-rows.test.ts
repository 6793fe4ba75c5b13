import type { KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { createManualClock, limits } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { Parameters } from '../parameters/parameters.ts';
import type { QueryDeps } from '../run-read.ts';
import { findListing } from './find-listing.ts';
import type { Order } from './list-request.ts';
import type { ListAnswer } from './list-rows.ts';
import { listRows } from './list-rows.ts';
import type { Listing } from './listing.ts';
import { streamRows } from './stream-rows.ts';

let place: TestDatabase;
let deps: QueryDeps;
let listing: Listing;

/** Rows of one instant, so that only their ids order them. `bytes` of `letter` compress well. */
async function insertChanges(entity: string, count: number, value: string): Promise<void> {
  await place.database.query(
    `INSERT INTO configuration_history
       (timestamp, provenance, entity_type, entity_id, parameter_name, new_value, changed_by, change_type)
     SELECT '2026-01-01Z', 'real', 'device', $1, 'volume', to_jsonb(${value}), 'alice', 'manual'
     FROM generate_series(1, $2::int) AS i`,
    [entity, count],
  );
}

const compressible = `repeat('x', 3000000)`;
const incompressible = (bytes: number) =>
  `(SELECT string_agg(md5(i::text || j), '') FROM generate_series(1, ${bytes / 32}) AS j)`;

beforeAll(async () => {
  place = await createTestDatabase();
  deps = { database: place.database, clock: createManualClock() };
  const found = findListing('config-history');
  if (found === undefined) throw new Error('no list');
  listing = found;
  await insertChanges('mixed', 300, `'small'::text`);
  await insertChanges('mixed', 7, compressible);
  await insertChanges('mixed', 300, `'small'::text`);
  await insertChanges('huge', 3, `repeat('x', 9000000)`);
  await insertChanges('middle', 2_000, incompressible(9_600));
  await insertChanges('long', 200, incompressible(102_400));
});
afterAll(() => place.drop());

async function walk(parameters: Parameters): Promise<readonly ListAnswer[]> {
  const answers: ListAnswer[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null && answers.length < 100) {
    const answer = await listRows(deps, listing, { ...parameters, ...(cursor && { cursor }) });
    answers.push(answer);
    cursor = answer.next_cursor;
  }
  return answers;
}

const idsOf = (answers: readonly ListAnswer[]) =>
  answers.flatMap(({ data }) => data.map(({ id }) => Number(id)));

const readIds = async (entity: string, order: Order): Promise<readonly number[]> => {
  const rows = await place.database.query<{ id: number }>(
    `SELECT id FROM configuration_history WHERE entity_id = $1 ORDER BY id ${order}`,
    [entity],
  );
  return rows.map(({ id }) => id);
};

const bytesOf = (answer: ListAnswer) => Buffer.byteLength(JSON.stringify(answer));

test.each<[string, Order, number]>([
  ['mixed', 'asc', 1_000],
  ['mixed', 'desc', 1_000],
  ['mixed', 'asc', 301],
  ['mixed', 'desc', 7],
  ['middle', 'asc', 1_000],
  ['huge', 'desc', 1_000],
])(
  'pages of long rows (%s, %s, limit %i) end early, and their cursors lead to every row once',
  async (entity, order, limit) => {
    const answers = await walk({ entity_id: entity, order, limit });
    expect(idsOf(answers)).toEqual(await readIds(entity, order));
    for (const answer of answers) {
      const allowed = answer.data.length === 1 ? 10_000_000 : limits.listPageBytesMax + 1_000;
      expect(bytesOf(answer)).toBeLessThan(allowed);
      expect(answer.data.length).toBeGreaterThan(0);
    }
  },
);

test('a page ends early only where it must', async () => {
  const mixed = await walk({ entity_id: 'mixed', order: 'asc', limit: 1_000 });
  expect(mixed.map(({ data }) => data.length)).toEqual([302, 2, 2, 301]);
  const huge = await walk({ entity_id: 'huge' });
  expect(huge.map(({ data }) => data.length)).toEqual([1, 1, 1]);
});

test('no more is fetched for a page than about what it shows', async () => {
  let fetched = 0;
  const counting: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      fetched += JSON.stringify(result.rows).length;
      return result;
    },
  };
  const snapshot: Database['snapshot'] = (settings, run) =>
    place.database.snapshot(settings, ({ reader, pid }) =>
      run({ reader: reader.withPlugin(counting), pid }),
    );
  const spied = { ...deps, database: { ...place.database, snapshot } };
  await listRows(spied, listing, { entity_id: 'long', limit: 1_000 });
  expect(fetched).toBeGreaterThan(0.9 * limits.listPageBytesMax);
  expect(fetched).toBeLessThan(1.3 * limits.listPageBytesMax);
});

test.each(['csv', 'ndjson'] as const)(
  'a stream (%s) of long rows holds little at a time and has all of them',
  async (format) => {
    let lines = 0;
    for await (const text of await streamRows(deps, listing, { entity_id: 'middle' }, format)) {
      expect(text.length).toBeLessThan(1.1 * limits.streamPageBytesMax);
      lines += text.split('\n').length - 1;
    }
    expect(lines).toBe(format === 'csv' ? 2_001 : 2_000);
  },
);
