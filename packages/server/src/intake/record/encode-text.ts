import { limits } from '../../kernel/index.ts';
import { createTupleWriter } from '../../store/index.ts';
import { redactionOf } from '../redact/redact-record.ts';
import { isStorable } from './check-json.ts';
import type { CreateColumnEncoder } from './column-encoder.ts';
import { fault } from './fault.ts';

/** Whether the text has at most `max` characters, as PostgreSQL counts them: whole code points. */
function fitsCharacters(text: string, max: number): boolean {
  if (text.length <= max) return true;
  if (text.length > max * 2) return false;
  let surplus = text.length - max;
  for (let i = 0; i < text.length && surplus > 0; i++) {
    if ((text.codePointAt(i) ?? 0) > 0xffff) {
      surplus--;
      i++;
    }
  }
  return surplus === 0;
}

/** At most `max` characters of a text, none of them cut in half. */
function cutTo(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

/** Text up to a number of characters. */
export const encodeVarchar: CreateColumnEncoder = (name, column) => {
  const lengthMax = column.lengthMax ?? 0;
  const redact = redactionOf(name, column);
  return (writer, value, context) => {
    if (typeof value !== 'string') return fault('type_wrong', name, 'must be text');
    if (value.length > lengthMax && !fitsCharacters(value, lengthMax)) {
      return fault('too_long', name, `must have at most ${lengthMax} characters`);
    }
    if (context.checksText && !isStorable(value)) {
      return fault('text_invalid', name, 'must not hold NUL or lone surrogates');
    }
    writer.text(redactWithin(redact, value, lengthMax));
    return undefined;
  };
};

/** A replacement may be longer than what it replaces. */
function redactWithin(redact: (text: string) => string, value: string, lengthMax: number): string {
  const redacted = redact(value);
  return redacted === value ? value : cutTo(redacted, lengthMax);
}

/** Text up to the number of bytes that any text may have. */
export const encodeText: CreateColumnEncoder = (name, column) => {
  const redact = redactionOf(name, column);
  return (writer, value, context) => {
    if (typeof value !== 'string') return fault('type_wrong', name, 'must be text');
    if (value.length * 3 > limits.textBytesMax && Buffer.byteLength(value) > limits.textBytesMax) {
      return fault('too_long', name, `must have at most ${limits.textBytesMax} bytes`);
    }
    if (context.checksText && !isStorable(value)) {
      return fault('text_invalid', name, 'must not hold NUL or lone surrogates');
    }
    writer.text(context.redacted?.[name] ?? redact(value));
    return undefined;
  };
};

/** Text of exactly a number of characters. */
export const encodeChar: CreateColumnEncoder = (name, column) => (writer, value, context) => {
  if (typeof value !== 'string') return fault('type_wrong', name, 'must be text');
  if ([...value].length !== column.lengthMax) {
    return fault('too_long', name, `must have exactly ${column.lengthMax} characters`);
  }
  if (context.checksText && !isStorable(value)) {
    return fault('text_invalid', name, 'must not hold NUL or lone surrogates');
  }
  writer.text(value);
  return undefined;
};

/** The field of a text, encoded once for all rows. */
function encodedText(text: string): Uint8Array {
  const writer = createTupleWriter(64);
  writer.text(text);
  return writer.take();
}

/** One of a closed list of texts, or another spelling of one. */
export const encodeChoice: CreateColumnEncoder = (name, column) => {
  const values = column.values ?? [];
  const encoded = new Map(values.map((value) => [value, encodedText(value)]));
  for (const [alias, value] of Object.entries(column.aliases ?? {})) {
    encoded.set(alias, encodedText(value));
  }
  const message = `must be one of ${values.join(', ')}`;
  return (writer, value) => {
    if (typeof value !== 'string') return fault('type_wrong', name, message);
    const field = encoded.get(value);
    if (field === undefined) return fault('value_unknown', name, message);
    writer.fields(field);
    return undefined;
  };
};
