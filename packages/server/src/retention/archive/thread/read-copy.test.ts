import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTupleWriter } from '../../../store/index.ts';
import type { ParquetColumn, ParquetRow } from '../../parquet/parquet-column.ts';
import { readCopy } from './read-copy.ts';

const columns: readonly ParquetColumn[] = [
  { name: 'id', type: 'bigint', nullable: false },
  { name: 'at', type: 'timestamp', nullable: false },
  { name: 'count', type: 'int', nullable: true },
  { name: 'share', type: 'double', nullable: true },
  { name: 'good', type: 'boolean', nullable: true },
  { name: 'name', type: 'text', nullable: true },
  { name: 'facts', type: 'json', nullable: true },
];
const row = fc.tuple(
  fc.maxSafeInteger().map(BigInt),
  fc.integer({ min: 0, max: 4_102_444_800_000_000 }).map(BigInt),
  fc.option(fc.integer()),
  fc.option(fc.double()),
  fc.option(fc.boolean()),
  fc.option(fc.string({ unit: 'grapheme' })),
  fc.option(fc.json()),
);
type Row = typeof row extends fc.Arbitrary<infer R> ? R : never;

/** The rows as PostgreSQL's COPY sends them. */
function encode(rows: readonly Row[]): Buffer {
  const tuples = createTupleWriter(64);
  for (const [id, at, count, share, good, name, facts] of rows) {
    tuples.row(columns.length);
    tuples.bigint(Number(id));
    tuples.timestamp(Number(at));
    if (count === null) tuples.null();
    else tuples.integer(count);
    if (share === null) tuples.null();
    else tuples.double(share);
    if (good === null) tuples.null();
    else tuples.boolean(good);
    if (name === null) tuples.null();
    else tuples.text(name);
    if (facts === null) tuples.null();
    else tuples.jsonb(facts);
  }
  return Buffer.concat([Buffer.alloc(19, 1), tuples.take(), Buffer.from([0xff, 0xff])]);
}

function chunksOf(bytes: Uint8Array, cuts: readonly number[]) {
  const places = [0, ...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b), bytes.length];
  const chunks = places.slice(1).map((end, i) => bytes.subarray(places[i], end));
  return async () => chunks.shift() ?? null;
}

async function readAll(next: () => Promise<Uint8Array | null>): Promise<ParquetRow[]> {
  const rows: ParquetRow[] = [];
  for await (const some of readCopy(columns, next)) rows.push(...some);
  return rows;
}

test('rows of a COPY are read wherever its chunks are cut', async () => {
  const cuts = fc.array(fc.nat(), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 20 }), cuts, async (rows, places) => {
      expect(await readAll(chunksOf(encode(rows), places))).toEqual(rows);
    }),
    { numRuns: 200 },
  );
});

test('a COPY that ends early is an error, however much of it came', async () => {
  const bytes = encode(fc.sample(row, { numRuns: 5, seed: 4 }));
  for (let end = 0; end < bytes.length; end += 7) {
    await expect(readAll(chunksOf(bytes.subarray(0, end), []))).rejects.toThrow('ended early');
  }
});
