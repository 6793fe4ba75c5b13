import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeEntryHeader, entryHeaderBytes, payloadCrc, readEntry, sealOf } from './entry.ts';

const seal = sealOf('0b6f2e0a-6f4e-4c9d-9d43-2a4f7a1d9c11');

const entries = fc
  .record({
    sequence: fc.integer({ min: 1, max: 2 ** 47 }),
    distance: fc.integer({ min: 1, max: 1_000 }),
    payload: fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
  })
  .map(({ sequence, distance, payload }) => {
    const synced = Math.max(0, sequence - distance);
    const facts = { bytes: payload.length, crc: payloadCrc([payload], seal) };
    const bytes = Buffer.concat([encodeEntryHeader(sequence, synced, facts), payload]);
    return { sequence, synced, payload, bytes };
  });

test('an entry comes back as it was, wherever it stands', () => {
  fc.assert(
    fc.property(entries, fc.nat(50), fc.nat(50), (entry, before, behind) => {
      const { sequence, synced, payload, bytes } = entry;
      const buffer = Buffer.concat([Buffer.alloc(before), bytes, Buffer.alloc(behind)]);
      expect(readEntry(buffer, before, seal, sequence - 1)).toEqual({
        kind: 'entry',
        entry: { sequence, synced, payload, bytes: bytes.length },
      });
    }),
  );
});

test('an entry with any bit turned is none', () => {
  fc.assert(
    fc.property(entries, fc.nat(), fc.nat(7), ({ bytes }, at, bit) => {
      const turned = Buffer.from(bytes);
      const place = at % bytes.length;
      turned[place] = (turned[place] ?? 0) ^ (1 << bit);
      expect(readEntry(turned, 0, seal, 0).kind).not.toBe('entry');
    }),
  );
});

test('an entry that is cut off asks for the rest', () => {
  fc.assert(
    fc.property(entries, fc.nat(), ({ bytes }, cut) => {
      const left = cut % bytes.length;
      const bytesNeeded = left < entryHeaderBytes ? entryHeaderBytes : bytes.length;
      expect(readEntry(bytes.subarray(0, left), 0, seal, 0)).toEqual({
        kind: 'incomplete',
        bytesNeeded,
      });
    }),
  );
});

test('an entry of another spool, and one that comes too late, are none', () => {
  fc.assert(
    fc.property(entries, ({ bytes, sequence }) => {
      expect(readEntry(bytes, 0, sealOf('another'), 0).kind).toBe('invalid');
      expect(readEntry(bytes, 0, seal, sequence).kind).toBe('invalid');
    }),
  );
});
