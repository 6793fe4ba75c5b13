import type { Buffer } from 'node:buffer';
import { hash } from 'node:crypto';
import type { ParquetValues } from '../../parquet/open-parquet.ts';
import type { ParquetColumn, ParquetValue } from '../../parquet/parquet-column.ts';
import type { ColumnSum } from './column-sum.ts';
import { createColumnSum } from './column-sum.ts';
import type { ContentSummary } from './content-summary.ts';
import { writeHash } from './content-summary.ts';
import { summedColumns } from './summed-columns.ts';
import { createFieldText } from './value-text.ts';

/** Adds rows up to a summary. */
export interface SummaryAdder {
  /** Adds rows that are given by column, in the order of the columns. */
  add(rows: number, values: readonly ParquetValues[]): void;
  total(): ContentSummary;
}

const twoTo32 = 4_294_967_296;

/** A sum modulo 2^64 of numbers that are read out of digests, in two halves. */
function createHashSum() {
  let high = 0;
  let low = 0;
  return {
    add(digest: Buffer): void {
      low += digest.readUInt32BE(4);
      const carry = low >= twoTo32 ? 1 : 0;
      low -= carry * twoTo32;
      high = (high + digest.readUInt32BE(0) + carry) % twoTo32;
    },
    total: (): bigint => (BigInt(high) << 32n) | BigInt(low),
  };
}

const asMicros = (value: ParquetValue | undefined): bigint => BigInt(value as bigint | number);

function createTimeSpan() {
  let span: { oldest: bigint; newest: bigint } | undefined;
  return {
    add(value: bigint): void {
      span ??= { oldest: value, newest: value };
      if (value < span.oldest) span.oldest = value;
      if (value > span.newest) span.newest = value;
    },
    total: () => ({
      oldest: span?.oldest.toString() ?? null,
      newest: span?.newest.toString() ?? null,
    }),
  };
}

export function createSummaryAdder(
  columns: readonly ParquetColumn[],
  timeColumn: string,
): SummaryAdder {
  const texts = columns.map(createFieldText);
  const sums = new Map<string, ColumnSum>(
    summedColumns(columns).map((column) => [column.name, createColumnSum(column)]),
  );
  const timeIndex = columns.findIndex(({ name }) => name === timeColumn);
  const hashes = createHashSum();
  const span = createTimeSpan();
  let rows = 0;

  const textOf = (values: readonly ParquetValues[], row: number): string => {
    let text = '';
    for (let i = 0; i < texts.length; i++) text += `${texts[i]?.(values[i]?.[row] ?? null)},`;
    return text;
  };

  return {
    add(count, values) {
      for (let row = 0; row < count; row++) {
        hashes.add(hash('sha256', textOf(values, row), 'buffer'));
        span.add(asMicros(values[timeIndex]?.[row]));
      }
      for (const [index, { name }] of columns.entries()) {
        const column = values[index];
        if (column !== undefined) sums.get(name)?.add(count, column);
      }
      rows += count;
    },
    total: () => ({
      rows,
      ...span.total(),
      sums: Object.fromEntries([...sums].map(([name, sum]) => [name, sum.total()])),
      hash: writeHash(hashes.total()),
    }),
  };
}
