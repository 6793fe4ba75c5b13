import { limits } from '../../../kernel/index.ts';
import { createTupleWriter, parseInet } from '../../../store/index.ts';
import type { ParquetValues } from '../../parquet/open-parquet.ts';
import { openParquet } from '../../parquet/open-parquet.ts';
import type { ParquetValue } from '../../parquet/parquet-column.ts';
import { createCheckedSource } from './checked-source.ts';
import type { RestoringJob } from './restoring-job.ts';
import type { Ask } from './thread-port.ts';
import { runInThread } from './thread-port.ts';

type Tuples = ReturnType<typeof createTupleWriter>;
type WriteField = (tuples: Tuples, value: NonNullable<ParquetValue>) => void;

const hundredths = (text: string) => Number(text.replace('.', ''));

function writeInet(tuples: Tuples, text: string): void {
  const inet = parseInet(text);
  if (inet === undefined) throw new TypeError(`not an address: ${text}`);
  tuples.inet(inet);
}

/** How a value of the file becomes a field of the table's column. */
function writerOf(type: RestoringJob['columns'][number]['type']): WriteField {
  switch (type) {
    case 'boolean':
      return (tuples, value) => tuples.boolean(value as boolean);
    case 'integer':
      return (tuples, value) => tuples.integer(value as number);
    case 'bigint':
      return (tuples, value) => tuples.bigint(Number(value));
    case 'double':
      return (tuples, value) => tuples.double(value as number);
    case 'numeric':
      return (tuples, value) => tuples.hundredths(hundredths(value as string));
    case 'timestamptz':
      return (tuples, value) => tuples.timestamp(Number(value));
    case 'jsonb':
      return (tuples, value) => tuples.jsonb(value as string);
    case 'inet':
      return (tuples, value) => writeInet(tuples, value as string);
    case 'bytea':
      return (tuples, value) => tuples.bytea(value as Uint8Array);
    case 'varchar':
    case 'text':
    case 'char':
      return (tuples, value) => tuples.text(value as string);
    default:
      throw new TypeError(`no ${type} is restored`);
  }
}

const noValues: ParquetValues = [];

/** Turns the rows of a file into tuples, which it gives away as `tuples`. */
async function restore({ file, columns }: RestoringJob, ask: Ask): Promise<number> {
  const reader = await openParquet(createCheckedSource(file, ask));
  const writers = columns.map(({ type }) => writerOf(type));
  const tuples = createTupleWriter(limits.archiveChunkBytes);
  const give = async () => {
    // The writer's own memory cannot always be given away.
    const taken = new Uint8Array(tuples.take());
    if (taken.length > 0) await ask('tuples', taken, [taken.buffer]);
  };
  for (const [index, { rows }] of reader.groups.entries()) {
    const values = await reader.readGroup(
      index,
      columns.map(({ name }) => name),
    );
    const fields = columns.map(({ name }) => values.get(name) ?? noValues);
    for (let row = 0; row < rows; row++) {
      tuples.row(columns.length);
      for (const [field, write] of writers.entries()) {
        const value = fields[field]?.[row] ?? null;
        if (value === null) tuples.null();
        else write(tuples, value);
      }
      if (tuples.length >= limits.archiveChunkBytes) await give();
    }
  }
  await give();
  return reader.rows;
}

await runInThread(restore);
