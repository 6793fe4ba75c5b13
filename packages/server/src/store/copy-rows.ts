import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from } from 'pg-copy-streams';
import { quoteIdentifier } from './quote-identifier.ts';

/** Signature, flags and the length of the header's extension, as PostgreSQL's binary COPY wants. */
const header = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const trailer = Buffer.from([0xff, 0xff]);

async function* wrap(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  yield header;
  yield* chunks;
  yield trailer;
}

/**
 * Copies tuples of PostgreSQL's binary COPY format (without header and trailer) into a table.
 * A chunk may hold any number of tuples, and a tuple may span chunks. Returns the rows copied.
 */
export async function copyRows(
  client: ClientBase,
  table: string,
  columns: readonly string[],
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<number> {
  const list = columns.map(quoteIdentifier).join(', ');
  const stream = client.query(
    from(`COPY ${quoteIdentifier(table)} (${list}) FROM STDIN (FORMAT binary)`),
  );
  await pipeline(Readable.from(wrap(chunks), { objectMode: true }), stream);
  return stream.rowCount;
}
