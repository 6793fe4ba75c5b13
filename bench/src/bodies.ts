import type { Reading } from './rows.ts';

/** A request body that was made before the clock starts. */
export interface Body {
  readonly bytes: Buffer;
  readonly rowCount: number;
}

function split(readings: readonly Reading[], size: number): readonly (readonly Reading[])[] {
  return Array.from({ length: Math.ceil(readings.length / size) }, (_, index) =>
    readings.slice(index * size, (index + 1) * size),
  );
}

const toColumns = (rows: readonly Reading[]) => {
  const names = Object.keys(rows[0] ?? {}) as (keyof Reading)[];
  return { columns: Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])])) };
};

const toBody = (rows: readonly Reading[], content: unknown): Body => ({
  bytes: Buffer.from(JSON.stringify(content)),
  rowCount: rows.length,
});

/** JSON arrays of `size` rows. */
export const createJsonBodies = (readings: readonly Reading[], size: number): readonly Body[] =>
  split(readings, size).map((rows) => toBody(rows, rows));

/** `{"columns": {...}}` with `size` rows. */
export const createColumnBodies = (readings: readonly Reading[], size: number): readonly Body[] =>
  split(readings, size).map((rows) => toBody(rows, toColumns(rows)));

const tagsOf = (row: Reading) => `device_metrics,device_id=${row.device_id}`;

function fieldsOf(row: Reading): string {
  const { timestamp, device_id, ...numbers } = row;
  return Object.entries(numbers)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');
}

/** InfluxDB line protocol with instants in nanoseconds. */
export const createLineBodies = (readings: readonly Reading[], size: number): readonly Body[] =>
  split(readings, size).map((rows) => ({
    bytes: Buffer.from(
      rows
        .map((row) => `${tagsOf(row)} ${fieldsOf(row)} ${Date.parse(row.timestamp)}000000`)
        .join('\n'),
    ),
    rowCount: rows.length,
  }));
