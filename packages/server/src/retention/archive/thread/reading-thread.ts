import type { ParquetReader, ParquetValues } from '../../parquet/open-parquet.ts';
import { openParquet } from '../../parquet/open-parquet.ts';
import { createSummaryAdder } from '../content/summary-adder.ts';
import { createCheckedSource } from './checked-source.ts';
import { findGroups, findRows } from './find-rows.ts';
import type { KeysJob, ReadingJob, RowKeys, RowsJob, SummaryJob } from './reading-job.ts';
import { writeJsonValue, writeMicros } from './row-json.ts';
import type { Ask } from './thread-port.ts';
import { runInThread } from './thread-port.ts';

const noValues: ParquetValues = [];

async function summarise({ timeColumn }: SummaryJob, reader: ParquetReader) {
  const adder = createSummaryAdder(reader.columns, timeColumn);
  for (const [index, { rows }] of reader.groups.entries()) {
    const values = await reader.readGroup(index);
    adder.add(
      rows,
      reader.columns.map(({ name }) => values.get(name) ?? noValues),
    );
  }
  return adder.total();
}

/** Rows as text, some at a time: as many as a list compares together, or fewer where they are long. */
async function giveRows(
  { wanted, rowsMax, charactersMax }: RowsJob,
  reader: ParquetReader,
  ask: Ask,
): Promise<void> {
  const { columns } = reader;
  for (const group of findGroups(reader, wanted)) {
    const found = await findRows(reader, group, wanted);
    if (found.length === 0) continue;
    const values = await reader.readGroup(group);
    const writeRow = (row: number) => {
      const fields = columns.map(
        (column) =>
          `${JSON.stringify(column.name)}:${writeJsonValue(column, values.get(column.name)?.[row] ?? null)}`,
      );
      return `{${fields.join(',')}}`;
    };
    let texts: string[] = [];
    let characters = 0;
    const give = async () => {
      if (texts.length > 0) await ask('rows', `[${texts.join(',')}]`);
      texts = [];
      characters = 0;
    };
    for (const row of found) {
      const text = writeRow(row);
      texts.push(text);
      characters += text.length;
      const full = texts.length >= rowsMax;
      if (full || characters >= charactersMax) await give();
    }
    await give();
  }
}

async function giveKeys(
  { timeColumn, rowsMax }: KeysJob,
  reader: ParquetReader,
  ask: Ask,
): Promise<void> {
  for (const [index, { rows }] of reader.groups.entries()) {
    const values = await reader.readGroup(index, [timeColumn, 'id']);
    const times = values.get(timeColumn) ?? noValues;
    const ids = values.get('id') ?? noValues;
    for (let from = 0; from < rows; from += rowsMax) {
      const until = Math.min(rows, from + rowsMax);
      const numbers = Array.from({ length: until - from }, (_, i) => from + i);
      const keys: RowKeys = {
        times: numbers.map((row) => writeMicros(times[row] as bigint)),
        ids: numbers.map((row) => String(ids[row])),
      };
      await ask('keys', keys);
    }
  }
}

async function read(job: ReadingJob, ask: Ask): Promise<unknown> {
  const reader = await openParquet(createCheckedSource(job.file, ask));
  switch (job.kind) {
    case 'summary':
      return summarise(job, reader);
    case 'rows':
      return giveRows(job, reader, ask);
    case 'keys':
      return giveKeys(job, reader, ask);
  }
}

await runInThread(read);
