import type { ListFilter, Table } from '@homepot/catalogue';
import { listFilters, tables } from '@homepot/catalogue';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { createLog, createManualClock } from '../../kernel/index.ts';
import { createPartitions } from '../../store/index.ts';
import type { Parameters } from '../parameters/parameters.ts';
import { escapeComma } from '../parameters/parameters.ts';
import type { QueryDeps } from '../run-read.ts';
import type { GeneratedRow } from '../test/generated-rows.ts';
import { generatedRow, insertRows } from '../test/generated-rows.ts';
import { findListing } from './find-listing.ts';
import type { ListAnswer } from './list-rows.ts';
import { listRows } from './list-rows.ts';
import type { Listing } from './listing.ts';

const dayMs = 86_400_000;
const clock = createManualClock(Date.UTC(2026, 0, 5, 12));
const siteOf = new Map<unknown, string>();
const siteNames = new Map<unknown, string>();
const auditLogs = tables.find(({ name }) => name === 'audit_logs') as Table;
const listed = tables.filter((table) => table.listPath !== undefined);

let place: TestDatabase;
let deps: QueryDeps;

function listingOf(table: Table): Listing {
  const listing = findListing(table.listPath ?? '');
  if (listing === undefined) throw new Error(table.name);
  return listing;
}

async function createFleet(): Promise<void> {
  for (const [site, devices] of [
    ['site-001', ['pos-1', 'pos-2']],
    ['site-002', ['pos-3']],
  ] as const) {
    const [row] = await place.database.query<{ id: number }>(
      'INSERT INTO sites (site_id, name) VALUES ($1, $1) RETURNING id',
      [site],
    );
    siteNames.set(row?.id, site);
    for (const device of devices) {
      siteOf.set(device, site);
      await place.database.query(
        `INSERT INTO devices (device_id, name, device_type, site_id) VALUES ($1, $1, 'pos_terminal', $2)`,
        [device, row?.id],
      );
    }
  }
}

function createRows(table: Table, count: number): GeneratedRow[] {
  const ofFleet = {
    ...('device_id' in table.columns
      ? { device_id: fc.constantFrom('pos-1', 'pos-2', 'pos-3', 'unknown,device') }
      : {}),
    ...(table.columns.site_id?.type === 'bigint'
      ? { site_id: fc.constantFrom(...siteNames.keys()) }
      : {}),
    // The borders of the classes.
    ...('status_code' in table.columns
      ? { status_code: fc.constantFrom(199, 200, 299, 300, 399, 400, 499, 500, 599) }
      : {}),
  };
  return fc.sample(generatedRow(table, ofFleet), { numRuns: count, seed: 7 });
}

beforeAll(async () => {
  place = await createTestDatabase();
  deps = { database: place.database, clock };
  await createFleet();
  const partitions = createPartitions({
    ...deps,
    database: place.database,
    log: createLog('warn'),
  });
  const days = [0, 1, 2, 3, 4].map((day) => Date.UTC(2026, 0, 1 + day) / dayMs);
  for (const table of listed) {
    await partitions.ensure(table.name, days);
    await insertRows(place.database, table.name, createRows(table, 90));
  }
});

afterAll(() => place.drop());

/** All pages from the first on. */
async function readPages(listing: Listing, parameters: Parameters): Promise<ListAnswer[]> {
  const pages: ListAnswer[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const asked = cursor === undefined ? parameters : { ...parameters, cursor };
    const page: ListAnswer = await listRows(deps, listing, asked);
    pages.push(page);
    cursor = page.next_cursor;
  }
  return pages;
}

const readAll = async (listing: Listing, parameters: Parameters) =>
  (await readPages(listing, parameters)).flatMap((page) => page.data);

type Row = Readonly<Record<string, unknown>>;

function hasLabel(labels: unknown, given: readonly string[]): boolean {
  const byKey = Map.groupBy(given, (label) => label.split(':')[0]);
  return [...byKey].every(([key, each]) =>
    each.some((label) => {
      const value = (labels as Row)[key ?? ''];
      return value !== undefined && String(value) === label.slice(label.indexOf(':') + 1);
    }),
  );
}

/** What PostgreSQL's @> says of JSON that is one level deep. */
function holds(whole: unknown, part: Row): boolean {
  if (typeof whole !== 'object' || whole === null || Array.isArray(whole)) return false;
  return Object.entries(part).every(([key, value]) => (whole as Row)[key] === value);
}

/** Whether values are repeated because a comma in them is a comma. */
const isWhole = ({ type }: ListFilter): boolean => type === 'search' || type === 'json';
const written = (filter: ListFilter, value: string): string =>
  isWhole(filter) ? value : escapeComma(value);

/** The same filter, told in JavaScript. */
function fits(row: Row, { name, column, type }: ListFilter, given: readonly string[]): boolean {
  if (type === 'json') return given.every((value) => holds(row[name], JSON.parse(value)));
  if (type === 'search') {
    const text = String(row.error_message).toLowerCase();
    return given.some((value) => text.includes(value.toLowerCase()));
  }
  if (column !== undefined) return given.includes(String(row[name] ?? '(null)'));
  if (name === 'site_id') {
    return given.includes(String('site_id' in row ? row.site_id : siteOf.get(row.device_id)));
  }
  if (name === 'status_class') {
    return given.some((value) => Math.trunc(Number(row.status_code) / 100) === Number(value[0]));
  }
  if (name === 'min_duration_ms') {
    return row.duration_ms !== null && Number(row.duration_ms) >= Math.min(...given.map(Number));
  }
  return hasLabel(row.labels, given);
}

const containments = ['{"zone":"a"}', '{"zone":"a","rank":1}', '{"ok":true}', '{"rank":"1"}'];

/** Values that a filter is asked with: those of the rows, and some that no row has. */
function candidates(filter: ListFilter, rows: readonly Row[]): readonly string[] {
  const { name, column } = filter;
  if (column !== undefined) {
    const seen = rows.map((row) => row[name]).filter((value) => value !== null);
    const absent = column.values === undefined && column.type === 'varchar' ? ['(none)'] : [];
    return [...new Set([...seen.map(String), ...absent])];
  }
  return {
    site_id: ['site-001', 'site-002', 'site-404'],
    status_class: ['1xx', '2', '3XX', '4xx', '5'],
    min_duration_ms: ['0', '3', '7'],
    labels: ['zone:a', 'zone:b', 'rank:1', 'ok:true', 'none:x'],
    search: ['LPH', 'ga\\mma', '00%', '0_%', "o'h", 'two\r\nlines', 'be,ta', 'xyz'],
    context: containments,
    tool_context: containments,
    parameters: containments,
  }[name] as readonly string[];
}

/** A written end of a range, and where it lies as a start and as an end. */
const ends = [1, 2, 3, 4, 5].flatMap((day) => {
  const instant = `2026-01-0${day}T23:59:59.999997Z`;
  const [first, next] = [`2026-01-0${day}T`, `2026-01-0${day + 1}T`];
  return [
    { written: `2026-01-0${day}`, start: first, end: next },
    { written: instant, start: instant, end: instant },
    { written: `2026-01-0${day + 1}T00:59:59.999997+01:00`, start: instant, end: instant },
  ];
});

const chosen = (values: readonly string[]) =>
  fc.option(fc.subarray([...values], { minLength: 1, maxLength: Math.min(4, values.length) }), {
    freq: 3,
    nil: undefined,
  });

test('bytes are told in hexadecimal digits', async () => {
  const [row] = await readAll(listingOf(auditLogs), {});
  const [stored] = await place.database.query<{ hash: string }>(
    `SELECT encode(hash, 'hex') AS hash FROM audit_logs WHERE id = $1`,
    [row?.id],
  );
  expect(row?.hash).toBe(stored?.hash);
});

describe.each(listed.map((table) => [table.name, table] as const))('the list of %s', (_, table) => {
  const listing = listingOf(table);
  const time = table.timeColumn;
  const filters = listFilters(table);

  test('shows every column but secrets, and every row once, the newest first', async () => {
    const rows = await readAll(listing, { limit: 7 });
    expect(rows).toHaveLength(90);
    expect(new Set(rows.map((row) => row.id)).size).toBe(90);
    const shown = Object.entries(table.columns).filter(([, { privacy }]) => privacy !== 'secret');
    expect(Object.keys(rows[0] ?? {})).toEqual(shown.map(([name]) => name));
    const keys = rows.map((row) => [String(row[time ?? '']), Number(row.id)] as const);
    const sorted = keys.toSorted(([a, i], [b, j]) => (a === b ? j - i : a < b ? 1 : -1));
    expect(keys).toEqual(sorted);
  });

  test('each filter keeps what it says, alone', async () => {
    const rows = await readAll(listing, { limit: 1000 });
    for (const filter of filters) {
      for (const value of candidates(filter, rows)) {
        const kept = await readAll(listing, { [filter.name]: written(filter, value) });
        const expected = rows.filter((row) => fits(row, filter, [value]));
        expect(kept, `${filter.name}=${value}`).toEqual(expected);
      }
    }
  });

  test('filters, range, order and page size together', async () => {
    const rows = await readAll(listing, { limit: 1000 });
    const asked = fc.record({
      values: fc.record(
        Object.fromEntries(filters.map((each) => [each.name, chosen(candidates(each, rows))])),
      ),
      order: fc.constantFrom('asc', 'desc'),
      limit: fc.integer({ min: 1, max: 40 }),
      start: fc.option(fc.constantFrom(...ends), { nil: undefined }),
      end: fc.option(fc.constantFrom(...ends), { nil: undefined }),
      repeated: fc.boolean(),
    });
    const runs = fc.asyncProperty(asked, async ({ values, order, limit, start, end, repeated }) => {
      fc.pre(start === undefined || end === undefined || start.start < end.end);
      const given = filters.flatMap((filter) => {
        const list = values[filter.name];
        return list === undefined ? [] : [{ filter, list }];
      });
      const parameters = given.map(({ filter, list }) => {
        const each = list.map((value) => written(filter, value));
        return [filter.name, repeated || isWhole(filter) ? each : each.join(',')];
      });
      const kept = await readAll(listing, {
        ...Object.fromEntries(parameters),
        order,
        limit,
        start_date: start?.written,
        end_date: end?.written,
      });
      const inRange = (instant: string) =>
        (start === undefined || instant >= start.start) && (end === undefined || instant < end.end);
      const expected = rows
        .filter((row) => time === undefined || inRange(String(row[time])))
        .filter((row) => given.every(({ filter, list }) => fits(row, filter, list)));
      expect(kept).toEqual(order === 'asc' ? expected.toReversed() : expected);
    });
    await fc.assert(runs, { numRuns: 25 });
  });
});
