import type { Column, Table } from '@homepot/catalogue';
import { telemetryTables } from '@homepot/catalogue';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { createLog, systemClock } from '../../kernel/index.ts';
import { createPartitions, createTupleWriter } from '../../store/index.ts';
import type { BatchInput } from '../body/decode-body.ts';
import { decodeInput } from '../body/decode-body.ts';
import { createCounter } from '../counter.ts';
import { redactJson } from '../redact/redact-json.ts';
import type { EncodedBatch } from './encode-batch.ts';
import { encodeBatch } from './encode-batch.ts';

const nowMs = Math.floor(Date.now() / 60_000) * 60_000;
const nowMicros = nowMs * 1_000;
const writers = { rows: createTupleWriter(64), quarantine: createTupleWriter(64) };

/** Encodes a batch as the door does, without the smart filter. */
function encode(table: Table, input: BatchInput): EncodedBatch & { columns: readonly string[] } {
  const { compiled, derivation } = createCounter(table);
  const decoded = decodeInput(input);
  const encoded = encodeBatch({
    compiled,
    derivation,
    decoded,
    claims: [],
    context: {
      receivedAtMicros: nowMicros,
      checksText: decoded.checksText,
      trust: 'trusted',
      tail: compiled.encodeTail({
        receivedAtMicros: nowMicros,
        provenance: 'simulated',
        trust: 'trusted',
      }),
      timeMicros: nowMicros,
    },
    window: { fromMicros: nowMicros - 86_400_000_000, toMicros: nowMicros + 600_000_000 },
    thinning: undefined,
    scope: 'test',
    batchId: 'b',
    writers,
  });
  return { ...encoded, columns: compiled.columns };
}

const body = (value: unknown): BatchInput => ({
  kind: 'body',
  bytes: Buffer.from(JSON.stringify(value)),
  format: 'json',
  singleAllowed: false,
});

let scratch: TestDatabase;
beforeAll(async () => {
  scratch = await createTestDatabase();
});
afterAll(() => scratch.drop());

/** Letters that hold nothing to redact, in one, two, three and four bytes. */
const letters = fc.constantFrom(...'abcXYZ /-_\'"\\\n\tüß€漢😀');
const textOf = (max: number) => fc.string({ unit: letters, maxLength: max });
const instants = fc
  .integer({ min: -80_000_000, max: 500_000 })
  .map((ms) => new Date(nowMs + ms).toISOString());

/** A fingerprint that a sender gives, as it is kept; no word for a secret has these letters. */
const fingerprints = fc
  .stringMatching(/^[a-cx-z][a-cx-z._:-]{0,30}$/)
  .map((text) => `sent:${text}`);

function anyValue(name: string, column: Column): fc.Arbitrary<unknown> {
  if (name === 'fingerprint') return fingerprints;
  const { minimum = -1_000, maximum = 1_000_000 } = column;
  switch (column.type) {
    case 'varchar':
      if (column.values !== undefined) return fc.constantFrom(...column.values);
      return textOf(Math.min(column.lengthMax ?? 1, 40)).filter(
        (text) => [...text].length <= (column.lengthMax ?? 0),
      );
    case 'text':
      return textOf(60);
    case 'char':
      return fc.constantFrom('EUR', 'USD', 'CHF');
    case 'integer':
      return fc.integer({ min: minimum, max: maximum });
    case 'double':
      return fc.double({ min: minimum, max: maximum, noNaN: true });
    case 'numeric':
      return fc.integer({ min: 0, max: 99_999_999_999_999 }).map((n) => (n / 100).toFixed(2));
    case 'boolean':
      return fc.boolean();
    case 'timestamptz':
      return name === 'end_time' ? fc.constant(new Date(nowMs + 900_000).toISOString()) : instants;
    case 'inet':
      return fc.oneof(fc.ipV4(), fc.constantFrom('2001:db8::1', '10.0.0.0/8'));
    case 'jsonb':
      return fc.dictionary(textOf(8), fc.oneof(textOf(12), fc.integer(), fc.constant(null)), {
        maxKeys: 4,
      });
    default:
      throw new Error(`no values for ${column.type}`);
  }
}

function recordOf(table: Table): fc.Arbitrary<Record<string, unknown>> {
  const sendable = Object.entries(table.columns).filter(([, { origin }]) => origin === 'sender');
  const values = sendable.map(([name, column]) => {
    const value = anyValue(name, column);
    return [name, column.nullable ? fc.option(value, { nil: null }) : value] as const;
  });
  return fc.record(Object.fromEntries(values), { noNullPrototype: true });
}

/** The value as the database gives it back. */
function stored(column: Column | undefined, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (column?.type === 'timestamptz') return String(value).replace('Z', '000Z');
  if (column?.type === 'jsonb') return redactJson(value);
  if (column?.type === 'double') return (value as number) + 0;
  return value;
}

describe.each(telemetryTables.map((table) => [table.name, table] as const))('%s', (name, table) => {
  test('every value that the door takes is in PostgreSQL as it was sent', async () => {
    const records = fc.sample(recordOf(table), 150);
    const encoded = encode(table, body(records));
    expect(encoded.rejected).toEqual([]);
    expect(encoded.rowCount).toBe(records.length);
    const { database } = scratch;
    const partitions = createPartitions({ database, clock: systemClock, log: createLog('silent') });
    await partitions.ensure(name, [...encoded.days]);
    await scratch.database.transaction((tx) => tx.copy(name, encoded.columns, [encoded.tuples]));
    const rows = await scratch.database.query<Record<string, unknown>>(
      `SELECT * FROM ${name} ORDER BY id`,
    );
    expect(rows).toHaveLength(records.length);
    for (const [i, record] of records.entries()) {
      const row = rows[i] ?? {};
      const sent = Object.keys(record);
      expect(Object.fromEntries(sent.map((key) => [key, row[key]]))).toEqual(
        Object.fromEntries(sent.map((key) => [key, stored(table.columns[key], record[key])])),
      );
      expect(row).toMatchObject({
        provenance: 'simulated',
        received_at: new Date(nowMs).toISOString().replace('Z', '000Z'),
      });
    }
  });

  test('records, columns and lines become the same bytes', () => {
    const records = fc.sample(recordOf(table), 20);
    const names = Object.keys(records[0] ?? {});
    const columns = Object.fromEntries(
      names.map((key) => [key, records.map((record) => record[key])]),
    );
    const rows = encode(table, body(records)).tuples;
    const lines = Buffer.from(records.map((record) => JSON.stringify(record)).join('\n'));
    expect(encode(table, body({ columns })).tuples).toEqual(rows);
    expect(encode(table, { kind: 'records', records }).tuples).toEqual(rows);
    expect(
      encode(table, { kind: 'body', bytes: lines, format: 'ndjson', singleAllowed: false }).tuples,
    ).toEqual(rows);
  });

  test('a bad record leaves the others as if it had never been there', () => {
    const [first, second] = fc.sample(recordOf(table), 2);
    const bad = Object.keys(table.columns).map((key) => ({ ...first, [key]: { wrong: ['\0'] } }));
    const encoded = encode(table, body([first, ...bad, second]));
    expect(encoded.rejected.length).toBeGreaterThan(0);
    expect(encoded.rejected.map(({ index }) => index)).toEqual(bad.map((_, i) => i + 1));
    expect(encoded.tuples).toEqual(encode(table, body([first, second])).tuples);
  });
});
