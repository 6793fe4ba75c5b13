import type { Batch, Section } from './batch.ts';

/**
 * A batch as the payload of an entry:
 *
 *   4 bytes   length of the JSON header, little-endian
 *   n bytes   the header: the batch without its tuples; each section says how many bytes it has
 *   the tuples of each section, one section after the other
 *
 * The tuples are neither copied nor looked at, in either direction.
 */

/** The rows of a table in a batch, without the rows. */
type SectionHeader = Omit<Section, 'tuples'>;

/** A batch without its rows. */
export interface BatchHeader extends Omit<Batch, 'sections'> {
  readonly sections: readonly SectionHeader[];
}

interface StoredHeader extends Omit<Batch, 'sections'> {
  readonly sections: readonly (SectionHeader & { readonly bytes: number })[];
}

const lengthBytes = 4;

function storedHeaderOf(batch: Batch): StoredHeader {
  return {
    scope: batch.scope,
    batchId: batch.batchId,
    door: batch.door,
    provenance: batch.provenance,
    receivedAtMs: batch.receivedAtMs,
    sections: batch.sections.map(({ table, columns, rowCount, days, tuples }) => ({
      table,
      columns,
      rowCount,
      days,
      bytes: tuples.length,
    })),
  };
}

/** The payload in parts to write one after the other; the last ones are the batch's own tuples. */
export function encodeBatch(batch: Batch): readonly Uint8Array[] {
  const json = JSON.stringify(storedHeaderOf(batch));
  const headerBytes = Buffer.byteLength(json);
  const front = Buffer.allocUnsafe(lengthBytes + headerBytes);
  front.writeUInt32LE(headerBytes, 0);
  front.write(json, lengthBytes);
  return [front, ...batch.sections.map((section) => section.tuples)];
}

function readHeader(payload: Buffer): { header: StoredHeader; end: number } {
  const end = lengthBytes + (payload.length < lengthBytes ? 0 : payload.readUInt32LE(0));
  if (payload.length < end) throw new Error('A payload ends within its header');
  return { header: JSON.parse(payload.toString('utf8', lengthBytes, end)), end };
}

/** Reads the header alone. Throws where the payload is none that `encodeBatch` made. */
export function decodeBatchHeader(payload: Buffer): BatchHeader {
  const { header } = readHeader(payload);
  return { ...header, sections: header.sections.map(({ bytes: _, ...section }) => section) };
}

/** Reads a payload; the tuples are views of it. Throws where `encodeBatch` did not make it. */
export function decodeBatch(payload: Buffer): Batch {
  const { header, end } = readHeader(payload);
  let position = end;
  const sections = header.sections.map(({ bytes, ...section }) => {
    position += bytes;
    return { ...section, tuples: payload.subarray(position - bytes, position) };
  });
  if (position !== payload.length) throw new Error('A payload is not as long as its sections');
  return { ...header, sections };
}
