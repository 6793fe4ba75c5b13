import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Batch } from './batch.ts';
import { decodeBatch, decodeBatchHeader, encodeBatch } from './batch-codec.ts';

const sections = fc.record({
  table: fc.string(),
  columns: fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 12 }),
  rowCount: fc.nat(),
  days: fc.array(fc.integer()),
  tuples: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
});
const batches: fc.Arbitrary<Batch> = fc.record({
  scope: fc.string({ unit: 'binary' }),
  batchId: fc.string(),
  door: fc.constantFrom('http', 'anonymous', 'import', 'self'),
  provenance: fc.constantFrom('real', 'controlled', 'simulated'),
  receivedAtMs: fc.nat(),
  sections: fc.array(sections, { maxLength: 5 }),
});

test('a batch comes back as it was', () => {
  fc.assert(
    fc.property(batches, (batch) => {
      expect(decodeBatch(Buffer.concat(encodeBatch(batch)))).toEqual(batch);
    }),
  );
});

test('the header comes without the rows', () => {
  fc.assert(
    fc.property(batches, (batch) => {
      const header = decodeBatchHeader(Buffer.concat(encodeBatch(batch)));
      const bare = batch.sections.map(({ tuples: _, ...section }) => section);
      expect(header).toEqual({ ...batch, sections: bare });
    }),
  );
});

test('rows are not copied, neither in nor out', () => {
  fc.assert(
    fc.property(batches, (batch) => {
      const parts = encodeBatch(batch);
      expect(parts.slice(1)).toEqual(batch.sections.map(({ tuples }) => tuples));
      const payload = Buffer.concat(parts);
      for (const { tuples } of decodeBatch(payload).sections) {
        expect(tuples.buffer).toBe(payload.buffer);
      }
    }),
  );
});

test('a payload that is cut or too long is refused', () => {
  fc.assert(
    fc.property(batches, fc.nat(), (batch, cut) => {
      const payload = Buffer.concat(encodeBatch(batch));
      expect(() => decodeBatch(payload.subarray(0, cut % payload.length))).toThrow();
      expect(() => decodeBatch(Buffer.concat([payload, Buffer.alloc(1)]))).toThrow();
    }),
  );
});
