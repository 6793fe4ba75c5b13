import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { systemClock } from '../../kernel/index.ts';
import { readSchemaDrift } from '../../store/index.ts';
import type { Parameters } from '../parameters/parameters.ts';
import { insertRows } from '../test/generated-rows.ts';
import { findListing } from './find-listing.ts';
import { listRows } from './list-rows.ts';

let place: TestDatabase;
const at = new Date().toISOString();

const error = (error_message: string, more: Record<string, unknown> = {}) => ({
  timestamp: at,
  received_at: at,
  provenance: 'real',
  category: 'api',
  severity: 'error',
  error_message,
  context: '{}',
  stack_trace: null,
  tool_context: null,
  fingerprint: 'f',
  resolved: false,
  ...more,
});

const call = (tool_name: string, parameters: unknown) => ({
  timestamp: at,
  received_at: at,
  provenance: 'real',
  bcp_name: 'shop',
  tool_name,
  operation: 'pay',
  parameters: JSON.stringify(parameters),
  start_time: at,
  success: true,
  outcome: 'ok',
});

beforeAll(async () => {
  place = await createTestDatabase();
  const { database } = place;
  await insertRows(database, 'error_logs', [
    error('Printer on FIRE', { context: '{"order_id":42,"order":{"id":"7"},"zone":{"a":null}}' }),
    error('no paper', { stack_trace: 'at print (printer.js:1)', context: '{"order_id":"42"}' }),
    error('100% sure', { context: '{"order.id":7,"tags":["x"]}', tool_context: '{"tool":"pay"}' }),
    error('nothing, really', { tool_context: '{"tool":"refund","parameters":{"amount":3}}' }),
  ]);
  await insertRows(database, 'tool_usage_logs', [
    call('one', { order_id: 42, dry: true }),
    call('two', { order_id: 43 }),
  ]);
});
afterAll(() => place.drop());

async function find(path: string, shown: string, parameters: Parameters) {
  const listing = findListing(path);
  if (listing === undefined) throw new Error(path);
  const { data } = await listRows({ database: place.database, clock: systemClock }, listing, {
    order: 'asc',
    ...parameters,
  });
  return data.map((row) => row[shown]);
}
const findErrors = (parameters: Parameters) => find('errors', 'error_message', parameters);

const searches = [
  ['printer', ['Printer on FIRE']],
  ['on fire', ['Printer on FIRE']],
  ['100%', ['100% sure']],
  ['00_', []],
  ['nothing, really', ['nothing, really']],
] as const;

test.each(searches)('a search for %j', async (search, found) => {
  expect(await findErrors({ search })).toEqual(found);
});

test('any of several texts', async () => {
  expect(await findErrors({ search: ['FIRE', 'sure'] })).toEqual(['Printer on FIRE', '100% sure']);
});

describe('by JSON', () => {
  test.each<[Parameters, readonly string[]]>([
    [{ context: '{"order_id":42}' }, ['Printer on FIRE']],
    [{ context: '{"order_id":"42"}' }, ['no paper']],
    [{ 'context.order_id': '42' }, ['Printer on FIRE', 'no paper']],
    [{ 'context.order_id': '41,42' }, ['Printer on FIRE', 'no paper']],
    [{ 'context.order.id': '7' }, ['Printer on FIRE', '100% sure']],
    [{ 'context.zone.a': 'null' }, ['Printer on FIRE']],
    [{ context: '{"tags":["x"]}' }, ['100% sure']],
    [{ context: ['{"order_id":42}', '{"order":{"id":"7"}}'] }, ['Printer on FIRE']],
    [{ context: ['{"order_id":42}', '{"order":{"id":7}}'] }, []],
    [{ 'tool_context.parameters.amount': '3' }, ['nothing, really']],
    [{ 'tool_context.tool': 'pay', search: 'sure' }, ['100% sure']],
  ])('%j', async (parameters, found) => {
    expect(await findErrors(parameters)).toEqual(found);
  });

  test('of calls of tools', async () => {
    const calls = (parameters: Parameters) => find('tool-usage', 'tool_name', parameters);
    expect(await calls({ 'parameters.order_id': '42' })).toEqual(['one']);
    expect(await calls({ parameters: '{"dry":true}' })).toEqual(['one']);
    expect(await calls({ 'parameters.order_id': ['42', '43'] })).toEqual(['one', 'two']);
  });

  test.each<[Parameters, string]>([
    [{ context: '42' }, 'query.context'],
    [{ context: '[]' }, 'query.context'],
    [{ context: '{}' }, 'query.context'],
    [{ context: '{"a":' }, 'query.context'],
    [{ context: '{"a":"\\u0000"}' }, 'query.context'],
    [{ context: `{"a":"${'x'.repeat(5_000)}"}` }, 'query.context'],
    [{ 'context.': '1' }, 'query.context.'],
    [{ 'context.a..b': '1' }, 'query.context.a..b'],
    [{ 'context.a.b.c.d.e.f.g.h.i': '1' }, 'query.context.a.b.c.d.e.f.g.h.i'],
    [{ 'contexts.a': '1' }, 'query.contexts.a'],
    [{ search: 'ab' }, 'query.search'],
    [{ search: 'x'.repeat(201) }, 'query.search'],
    [{ search: 'abc\0' }, 'query.search'],
  ])('%j is refused', async (parameters, path) => {
    await expect(findErrors(parameters)).rejects.toMatchObject({ path });
  });
});

describe('an index', () => {
  const explain = async (condition: string): Promise<string> =>
    place.database.transaction(async (transaction) => {
      await transaction.query('SET LOCAL enable_seqscan = off');
      const rows = await transaction.query<Record<string, string>>(
        `EXPLAIN SELECT id FROM error_logs WHERE ${condition}`,
      );
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });

  test.each([
    [`error_message ILIKE '%printer%'`, 'error_message_idx'],
    [`context @> '{"order_id":42}'`, 'context_idx'],
    [`tool_context @> '{"tool":"pay"}'`, 'tool_context_idx'],
  ])('answers %s', async (condition, found) => {
    expect(await explain(condition)).toContain(found);
  });

  test('that could not be made is no drift, and searches find the same', async () => {
    await place.database.query('DROP EXTENSION pg_trgm CASCADE');
    for (const [search, found] of searches) expect(await findErrors({ search })).toEqual(found);
    expect(await readSchemaDrift(place.database)).toEqual([]);
  });
});
