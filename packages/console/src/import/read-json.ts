import type { ImportRecord } from './import-record.ts';
import { createFault } from './import-record.ts';
import { createJsonScanner } from './json-scanner.ts';
import { createRecordBytes } from './record-bytes.ts';

const lineEnd = 0x0a;

function createCutter() {
  return {
    scanner: createJsonScanner(),
    bytes: createRecordBytes(),
    line: 1,
    /** The line on which the record that stands open began. */
    begun: undefined as number | undefined,
  };
}

type Cutter = ReturnType<typeof createCutter>;

/** Yields the bytes that end a record; those of a record that goes on are kept in the cutter. */
function* cut(cutter: Cutter, chunk: Buffer): Generator<Buffer> {
  let from = 0;
  for (let i = 0; i < chunk.length; i += 1) {
    const step = cutter.scanner.next(chunk[i] ?? 0);
    if (chunk[i] === lineEnd) cutter.line += 1;
    if (step === 'outside') continue;
    if (cutter.begun === undefined) {
      cutter.begun = cutter.line;
      from = i;
    }
    if (step !== 'within') yield chunk.subarray(from, step === 'ends-with' ? i + 1 : i);
  }
  if (cutter.begun !== undefined) cutter.bytes.add(chunk.subarray(from));
}

function take(cutter: Cutter): ImportRecord | undefined {
  const record = cutter.bytes.take(cutter.begun ?? cutter.line);
  cutter.begun = undefined;
  return record;
}

/** Reads a JSON array, or JSON values one after the other. Holds one record at a time. */
export async function* readJson(source: AsyncIterable<Buffer>): AsyncGenerator<ImportRecord> {
  const cutter = createCutter();
  for await (const chunk of source) {
    for (const ending of cut(cutter, chunk)) {
      cutter.bytes.add(ending);
      const record = take(cutter);
      if (record !== undefined) yield record;
    }
  }
  if (cutter.begun !== undefined) {
    const record = take(cutter);
    if (record !== undefined) yield record;
  } else if (cutter.scanner.unfinished) {
    yield createFault(cutter.line, 'json_invalid', 'The file ends inside the array.');
  }
}
