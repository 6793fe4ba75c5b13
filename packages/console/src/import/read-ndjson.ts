import type { ImportRecord } from './import-record.ts';
import { createRecordBytes } from './record-bytes.ts';

const lineEnd = 0x0a;

/** Reads one JSON object a line; empty lines are passed over. Holds one line at a time. */
export async function* readNdjson(source: AsyncIterable<Buffer>): AsyncGenerator<ImportRecord> {
  const bytes = createRecordBytes();
  let line = 1;
  for await (const chunk of source) {
    let from = 0;
    for (let to = chunk.indexOf(lineEnd); to !== -1; to = chunk.indexOf(lineEnd, from)) {
      bytes.add(chunk.subarray(from, to));
      from = to + 1;
      const record = bytes.take(line);
      line += 1;
      if (record !== undefined) yield record;
    }
    if (from < chunk.length) bytes.add(chunk.subarray(from));
  }
  const record = bytes.length > 0 ? bytes.take(line) : undefined;
  if (record !== undefined) yield record;
}
