import type { Column } from '@homepot/catalogue';
import { parseInet } from '../../store/index.ts';
import { redactJson } from '../redact/redact-json.ts';
import { checkJson } from './check-json.ts';
import type { ColumnEncoder, CreateColumnEncoder } from './column-encoder.ts';
import { encodeDouble, encodeInteger, encodeNumeric } from './encode-number.ts';
import { encodeChar, encodeChoice, encodeText, encodeVarchar } from './encode-text.ts';
import { fault } from './fault.ts';
import { parseInstant } from './parse-instant.ts';

const encodeBoolean: CreateColumnEncoder = (name) => (writer, value) => {
  if (typeof value !== 'boolean') return fault('type_wrong', name, 'must be true or false');
  writer.boolean(value);
  return undefined;
};

const encodeInstant: CreateColumnEncoder = (name) => (writer, value) => {
  const micros = typeof value === 'string' ? parseInstant(value) : Number.NaN;
  if (Number.isNaN(micros)) {
    return fault('time_invalid', name, 'must be an instant, e.g. 2026-01-31T08:00:00Z');
  }
  writer.timestamp(micros);
  return undefined;
};

/** The column that orders the table: its instant is remembered for the window and the partition. */
const encodeTime: CreateColumnEncoder = (name) => (writer, value, context) => {
  const micros = typeof value === 'string' ? parseInstant(value) : Number.NaN;
  if (Number.isNaN(micros)) {
    return fault('time_invalid', name, 'must be an instant, e.g. 2026-01-31T08:00:00Z');
  }
  context.timeMicros = micros;
  writer.timestamp(micros);
  return undefined;
};

const encodeInet: CreateColumnEncoder = (name) => (writer, value) => {
  const address = typeof value === 'string' ? parseInet(value) : undefined;
  if (address === undefined) {
    return fault('address_invalid', name, 'must be an IPv4 or IPv6 address');
  }
  writer.inet(address);
  return undefined;
};

const encodeJson: CreateColumnEncoder = (name, column) => {
  const redact = column.privacy === 'free' ? redactJson : (value: unknown) => value;
  return (writer, value) => {
    const found = checkJson(value, name);
    if (found !== undefined) return found;
    writer.jsonb(JSON.stringify(redact(value)));
    return undefined;
  };
};

const encoders: Partial<Record<Column['type'], CreateColumnEncoder>> = {
  varchar: encodeVarchar,
  text: encodeText,
  char: encodeChar,
  integer: encodeInteger,
  double: encodeDouble,
  numeric: encodeNumeric,
  boolean: encodeBoolean,
  timestamptz: encodeInstant,
  inet: encodeInet,
  jsonb: encodeJson,
};

/** The encoder of a column that a sender fills in. `ordersTable` = the table is cut by this instant. */
export function createColumnEncoder(
  name: string,
  column: Column,
  ordersTable: boolean,
): ColumnEncoder {
  const make = ordersTable
    ? encodeTime
    : column.values !== undefined
      ? encodeChoice
      : encoders[column.type];
  if (make === undefined) throw new Error(`${name}: a sender cannot fill in a ${column.type}`);
  return make(name, column);
}
