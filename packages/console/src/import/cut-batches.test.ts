import { findTable } from '@homepot/catalogue';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkRecord } from './check-record.ts';
import type { Cut } from './cut-batches.ts';
import { cutBatches } from './cut-batches.ts';
import { importLimits } from './import-limits.ts';
import type { ImportRecord } from './import-record.ts';
import { createFault } from './import-record.ts';

async function* each(records: readonly ImportRecord[]): AsyncGenerator<ImportRecord> {
  yield* records;
}

async function cut(records: readonly ImportRecord[], historical = false): Promise<Cut[]> {
  const cuts: Cut[] = [];
  const options = { file: 'f', table: 'device_metrics', historical };
  for await (const piece of cutBatches(each(records), options)) cuts.push(piece);
  return cuts;
}

const batchesOf = (cuts: readonly Cut[]) =>
  cuts.flatMap((piece) => (piece.kind === 'batch' ? [piece.batch] : []));
const numbered = (count: number): ImportRecord[] =>
  Array.from({ length: count }, (_, i) => ({ line: i + 1, json: `{"n":${i}}` }));

test('2,500 records are three batches; each record is in one, with its line', async () => {
  const batches = batchesOf(await cut(numbered(2_500)));
  expect(batches.map((batch) => batch.lines.length)).toEqual([1_000, 1_000, 500]);
  expect(batches.flatMap((batch) => batch.lines)).toEqual(numbered(2_500).map(({ line }) => line));
  const texts = batches.flatMap((batch) => batch.body.toString().split('\n'));
  expect(texts).toEqual(numbered(2_500).map(({ json }) => json));
});

test('no batch is beyond the limits, unless one record alone is; nothing is lost', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 600_000 }), { minLength: 1, maxLength: 12 }),
      async (sizes) => {
        const records = sizes.map((size, i) => ({ line: i + 1, json: `"${'x'.repeat(size)}"` }));
        const batches = batchesOf(await cut(records));
        expect(batches.flatMap((batch) => batch.lines)).toEqual(records.map(({ line }) => line));
        for (const { body, lines } of batches) {
          expect(lines.length).toBeLessThanOrEqual(importLimits.batchRecordsMax);
          if (lines.length > 1) expect(body.length).toBeLessThanOrEqual(importLimits.batchBytesMax);
        }
      },
    ),
    { numRuns: 30 },
  ));

test('the same file has the same ids, whatever else is known of it', async () => {
  const ids = async () => batchesOf(await cut(numbered(2_500))).map((batch) => batch.id);
  expect(await ids()).toEqual(await ids());
  expect((await ids())[0]).toMatch(/^import-[0-9a-f]{64}$/);
});

test('the id of a batch is what it was in earlier versions', async () => {
  const [batch] = batchesOf(await cut(numbered(2)));
  expect(batch?.id).toBe('import-af288573c6303443aebf0c8eacf73aadf6e526c944e251dcb28e3205ae4768bf');
});

test('batches that differ in place, content or --historical have different ids', async () => {
  const same = numbered(1_000);
  const twice = batchesOf(await cut([...same, ...same]));
  const old = batchesOf(await cut(same, true));
  const other = batchesOf(await cut([...same.slice(1), { line: 1, json: '{}' }]));
  const ids = [...twice, ...old, ...other].map((batch) => batch.id);
  expect(new Set(ids).size).toBe(4);
});

test('a record that cannot be read is told and moves no other into another batch', async () => {
  const records = numbered(1_001);
  const clean = batchesOf(await cut(records)).map((batch) => batch.id);
  const cuts = await cut([createFault(1, 'json_invalid', 'm'), ...records]);
  expect(cuts[0]).toMatchObject({ kind: 'fault', file: 'f', line: 1 });
  expect(batchesOf(cuts).map((batch) => batch.id)).toEqual(clean);
});

test('a dry run knows unknown, missing and server-set columns', () => {
  const table = findTable('device_metrics');
  if (table === undefined) throw new Error('no such table');
  const codeOf = (record: unknown) => checkRecord(table, JSON.stringify(record))?.code;
  expect(codeOf({ device_id: 'a', cpu_percent: 1 })).toBeUndefined();
  expect(codeOf({ device_id: 'a', cpu: 1 })).toBe('column_unknown');
  expect(codeOf({ cpu_percent: 1 })).toBe('column_missing');
  expect(codeOf({ device_id: 'a', received_at: 'x' })).toBe('column_not_sendable');
  expect(codeOf({ device_id: 'a', constructor: 1 })).toBe('column_unknown');
  expect(codeOf([1])).toBe('record_not_object');
});
