import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createParquetFile } from './create-parquet-file.ts';
import { openParquet } from './open-parquet.ts';
import type { ParquetColumn, ParquetRow, ParquetType, ParquetValue } from './parquet-column.ts';

const texts = fc.string({ unit: 'grapheme', maxLength: 20 });
const values: Readonly<Record<ParquetType, fc.Arbitrary<NonNullable<ParquetValue>>>> = {
  boolean: fc.boolean(),
  int: fc.integer(),
  bigint: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  double: fc.double(),
  decimal: fc
    .integer({ min: -99_999_999, max: 99_999_999 })
    .map((cents) => (cents / 100).toFixed(2)),
  timestamp: fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n }),
  date: fc.integer({ min: -700_000, max: 2_900_000 }),
  text: texts,
  json: fc.json(),
  bytes: fc.uint8Array({ maxLength: 20 }),
};
const columns: readonly ParquetColumn[] = Object.keys(values).flatMap((name) => {
  const type = name as ParquetType;
  const decimal = type === 'decimal' ? { precision: [14, 2] as const } : {};
  const column = { name, type, nullable: false, statistics: type !== 'json', ...decimal };
  return [column, { ...column, name: `${name}_or_null`, nullable: true }];
});
const row = fc.tuple(
  ...columns.map(({ type, nullable }) => (nullable ? fc.option(values[type]) : values[type])),
) as fc.Arbitrary<ParquetRow>;

async function write(rows: readonly ParquetRow[], rowGroupRowsMax: number) {
  const pieces: Uint8Array[] = [];
  const file = createParquetFile({
    columns,
    createdBy: 'test',
    metadata: () => ({ about: 'a test' }),
    rowGroupRowsMax,
    write: async (bytes) => {
      pieces.push(bytes);
    },
  });
  await file.append(rows);
  const totals = await file.finish();
  return { bytes: Buffer.concat(pieces), pieces: pieces.length, totals };
}

const open = (bytes: Uint8Array) =>
  openParquet({ bytes: bytes.length, read: async (start, end) => bytes.slice(start, end) });

test('what is written is read: every type, with and without nulls, in any number of row groups', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { maxLength: 40 }),
      fc.integer({ min: 1, max: 50 }),
      async (rows, max) => {
        const { bytes, totals, pieces } = await write(rows, max);
        expect(totals).toEqual({ rows: rows.length, bytes: bytes.length });
        const reader = await open(bytes);
        expect(reader.metadata.get('about')).toBe('a test');
        expect(reader.groups.map((group) => group.rows).every((count) => count <= max)).toBe(true);
        expect(pieces).toBe(reader.groups.length + 1);
        const read: ParquetValue[][] = [];
        for (const [index, group] of reader.groups.entries()) {
          const found = await reader.readGroup(index);
          for (let i = 0; i < group.rows; i++) {
            read.push(columns.map(({ name }) => found.get(name)?.[i] ?? null));
          }
        }
        expect(read).toEqual(rows.map((given) => [...given]));
      },
    ),
    { numRuns: 25 },
  );
});

test('a row group tells the least and greatest instant in it', async () => {
  const rows = fc.sample(row, { numRuns: 60, seed: 1 });
  const at = columns.findIndex(({ name }) => name === 'timestamp');
  const { bytes } = await write(rows, 1_000);
  const span = (await open(bytes)).groups[0]?.extremesOf('timestamp');
  const instants = rows.map((given) => given[at] as bigint).sort((a, b) => (a < b ? -1 : 1));
  expect(span).toEqual({ least: instants[0], greatest: instants.at(-1) });
});

// Rows are read of groups alone whose digest was right: the decoder does not come to an end of every damage.
test('a file whose bytes are damaged is opened or refused, and never hangs', async () => {
  const { bytes } = await write(fc.sample(row, { numRuns: 30, seed: 2 }), 10);
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 7 }), async (at, bit) => {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
      try {
        await open(damaged);
      } catch (error) {
        expect((error as Error).name).toBe('ParquetError');
      }
    }),
    { numRuns: 200 },
  );
});

test('a decimal with too many decimals is refused, and so is what is no file', async () => {
  const file = createParquetFile({
    columns: [{ name: 'amount', type: 'decimal', nullable: false, precision: [14, 2] }],
    createdBy: 'test',
    metadata: () => ({}),
    write: async () => undefined,
  });
  await expect(file.append([['1.234']])).rejects.toThrow(TypeError);
  await expect(open(Buffer.from('no file at all, surely'))).rejects.toThrow('cannot be read');
});
