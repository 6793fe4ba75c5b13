import { isUtf8 } from 'node:buffer';
import { bytesInWords } from '@homepot/catalogue';
import { importLimits } from './import-limits.ts';
import type { ImportRecord } from './import-record.ts';
import { createFault, createRecord } from './import-record.ts';

const tooLong = `The record is longer than ${bytesInWords(importLimits.recordBytesMax)}.`;

/** The bytes of the record that is being read, which may come in several chunks. */
export interface RecordBytes {
  readonly length: number;
  add(part: Buffer): void;
  /** The record that the bytes make, or undefined where they are blank; begins the next. */
  take(line: number): ImportRecord | undefined;
}

function recordOf(line: number, bytes: Buffer): ImportRecord | undefined {
  if (!isUtf8(bytes)) return createFault(line, 'utf8_invalid', 'The record is not UTF-8.');
  const text = bytes
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trim();
  return text === '' ? undefined : createRecord(line, text);
}

/** Creates an empty record. It never holds more than the largest record that can be sent. */
export function createRecordBytes(): RecordBytes {
  let parts: Buffer[] = [];
  let length = 0;
  return {
    get length() {
      return length;
    },
    add(part) {
      length += part.length;
      if (length <= importLimits.recordBytesMax) parts.push(part);
    },
    take(line) {
      const record =
        length > importLimits.recordBytesMax
          ? createFault(line, 'batch_too_large', tooLong)
          : recordOf(line, parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts));
      parts = [];
      length = 0;
      return record;
    },
  };
}
