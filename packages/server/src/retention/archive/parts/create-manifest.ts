import type { Column, Table } from '@homepot/catalogue';
import { toParquetColumns } from '../../parquet/table-columns.ts';
import type { WrittenObject } from '../../storage/object-storage.ts';
import type { PartRequest } from '../archive-dependencies.ts';
import { duckdbSummarySql } from '../content/duckdb-summary-sql.ts';
import type { WritingResult } from '../thread/writing-job.ts';
import type { Manifest, ManifestColumn } from './manifest.ts';

/** The rule in words, for whoever has nothing but the files. */
const hashDefinition =
  'The text of a row is its values in the order of the columns, each followed by a comma. NULL is empty. Whole numbers are written in decimal digits, booleans as true and false, decimals with all their decimals, instants as microseconds since 1970 in UTC, floating-point numbers as their 64 bits read as a whole number with sign, bytes as hexadecimal digits in small letters. Texts and JSON are written as their length in bytes of UTF-8, a colon, and the text. The hash of a row is the first 8 bytes of the SHA-256 of that text in UTF-8 as a number, the most significant byte first; the hash of the file is the sum of those of its rows, modulo 2^64, as 16 hexadecimal digits.';

const sqlTypeOf = ({ type, lengthMax, precision }: Column): string => {
  if (precision !== undefined) return `${type}(${precision.join(',')})`;
  return lengthMax === undefined ? type : `${type}(${lengthMax})`;
};

const describeColumn = ([name, column]: readonly [string, Column]): ManifestColumn => ({
  name,
  type: sqlTypeOf(column),
  nullable: column.nullable,
  privacy: column.privacy,
  description: column.description,
});

const instant = (ms: number) => new Date(ms).toISOString();

export interface ManifestFacts {
  readonly table: Table & { readonly timeColumn: string };
  readonly request: PartRequest;
  readonly key: string;
  readonly schemaVersion: number;
  readonly atMs: number;
  readonly writtenBy: string;
}

/** What is known of a file before its first row: also stands in the file itself. */
export function describeFile({ table, request, key, ...facts }: ManifestFacts) {
  return {
    format: 'homepot-archive',
    format_version: 1,
    table: table.name,
    partition: request.partition,
    from: instant(request.fromMs),
    until: instant(request.untilMs),
    schema_version: facts.schemaVersion,
    written_at: instant(facts.atMs),
    written_by: facts.writtenBy,
    file: key,
    columns: Object.entries<Column>(table.columns).map(describeColumn),
    hash_definition: hashDefinition,
    duckdb: duckdbSummarySql(toParquetColumns(table), table.timeColumn),
  } as const satisfies Partial<Manifest>;
}

/** The manifest of a file that is whole. */
export function createManifest(
  facts: ManifestFacts,
  { summary, provenance, sections }: WritingResult,
  { bytes, sha256 }: WrittenObject,
): Manifest {
  return { ...describeFile(facts), ...summary, bytes, sha256, provenance, sections };
}
