import { Readable } from 'node:stream';
import type { Table } from '@homepot/catalogue';
import { parse } from 'csv-parse';
import { csvFieldJson } from './csv-field.ts';
import type { CsvColumn } from './csv-header.ts';
import { readCsvHeader } from './csv-header.ts';
import { importLimits } from './import-limits.ts';
import type { ImportRecord } from './import-record.ts';
import { createFault } from './import-record.ts';

/** A field; null where the file has nothing, '' where it has an empty text in quotes. */
type Field = string | null;

interface CsvRow {
  readonly record: readonly Field[];
  readonly info: { readonly lines: number };
}

/** The JSON of one row. An empty field is null, and is left out where the column takes no null. */
function rowJson(table: Table, columns: readonly CsvColumn[], fields: readonly Field[]): string {
  const members: string[] = [];
  columns.forEach(({ name, sent }, i) => {
    const column = table.columns[name];
    const field = fields[i] ?? null;
    if (column === undefined || !sent || (field === null && !column.nullable)) return;
    const json = field === null ? 'null' : csvFieldJson(column, field);
    members.push(`${JSON.stringify(name)}:${json}`);
  });
  return `{${members.join(',')}}`;
}

function recordOf(table: Table, columns: readonly CsvColumn[], row: CsvRow): ImportRecord {
  const { lines: line } = row.info;
  if (row.record.length !== columns.length) {
    const message = `The line has ${row.record.length} fields, the header ${columns.length}.`;
    return createFault(line, 'shape_invalid', message);
  }
  try {
    return { line, json: rowJson(table, columns, row.record) };
  } catch (error) {
    return createFault(line, 'json_invalid', (error as Error).message);
  }
}

/** Reads CSV whose first line names the columns; values are typed by the table. */
export async function* readCsv(
  source: AsyncIterable<Buffer>,
  table: Table,
  file: string,
): AsyncGenerator<ImportRecord> {
  const skipped: ImportRecord[] = [];
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: importLimits.recordBytesMax,
    cast: (value, context) => (value === '' && !context.quoting ? null : value),
    on_skip: (error) => {
      const line = Number(error?.lines ?? 0);
      skipped.push(createFault(line, 'shape_invalid', error?.message ?? 'The line is not CSV.'));
      return undefined;
    },
  });
  const input = Readable.from(source, { objectMode: false });
  input.on('error', (error) => parser.destroy(error));
  let columns: readonly CsvColumn[] | undefined;
  for await (const row of input.pipe(parser) as AsyncIterable<CsvRow>) {
    yield* skipped.splice(0);
    if (columns === undefined) {
      columns = readCsvHeader(
        table,
        row.record.map((name) => name ?? ''),
        file,
      );
    } else yield recordOf(table, columns, row);
  }
  yield* skipped.splice(0);
}
