import type { Decoded } from '../body/decoded.ts';
import type { CompiledTable } from './compile-table.ts';
import type { Fault } from './fault.ts';
import { fault } from './fault.ts';

/** Takes one record after the other apart, into the values that a compiled table encodes. */
export interface RowReader {
  /** The values of the record that was read last, one a slot. Used again for each record. */
  readonly values: unknown[];
  /** Reads record `index`; a fault when it is no object or has a key that may not be sent. */
  read(index: number): Fault | undefined;
  /** The whole record as an object, its claims included. */
  record(index: number): Record<string, unknown>;
}

const notObject = fault('record_not_object', '', 'must be an object');

/** Why a key may not be sent. */
function strangeKey(compiled: CompiledTable, key: string): Fault | undefined {
  if (key === '__proto__') return fault('key_forbidden', key, 'is no allowed key');
  const slot = compiled.slotOf.get(key);
  if (slot !== undefined && slot < compiled.sendableCount) return undefined;
  return Object.hasOwn(compiled.table.columns, key)
    ? fault('column_not_sendable', key, 'is set by the server')
    : fault('column_unknown', key, `is no column of ${compiled.table.name}`);
}

function firstStrangeKey(compiled: CompiledTable, keys: readonly string[]): Fault | undefined {
  for (const key of keys) {
    const found = strangeKey(compiled, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The values as an object, without those that are not there. */
function asRecord(compiled: CompiledTable, values: readonly unknown[]): Record<string, unknown> {
  const entries = compiled.names.map((name, i) => [name, values[i]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function readFromRows(compiled: CompiledTable, rows: readonly unknown[]): RowReader {
  const names = compiled.names.slice(0, compiled.sendableCount);
  const values = new Array<unknown>(compiled.names.length).fill(undefined);
  return {
    values,
    read(index) {
      const row = rows[index];
      if (typeof row !== 'object' || row === null || Array.isArray(row)) return notObject;
      let known = 0;
      for (let i = 0; i < names.length; i++) {
        const value = (row as Record<string, unknown>)[names[i] as string];
        values[i] = value;
        if (value !== undefined) known++;
      }
      let keys = 0;
      for (const _ in row) keys++;
      return keys === known ? undefined : firstStrangeKey(compiled, Object.keys(row));
    },
    record: () => asRecord(compiled, values),
  };
}

function readFromColumns(
  compiled: CompiledTable,
  columns: Readonly<Record<string, readonly unknown[]>>,
): RowReader {
  const given = Object.entries(columns);
  const strange = firstStrangeKey(
    compiled,
    given.map(([name]) => name),
  );
  const lists = given.map(([, list]) => list);
  const slots = given.map(([name]) => compiled.slotOf.get(name) ?? -1);
  const values = new Array<unknown>(compiled.names.length).fill(undefined);
  return {
    values,
    read(index) {
      if (strange !== undefined) return strange;
      // A claim or a derivation may have filled in what the sender left out.
      values.fill(undefined);
      for (let i = 0; i < slots.length; i++) {
        values[slots[i] as number] = (lists[i] as readonly unknown[])[index];
      }
      return undefined;
    },
    record: () => asRecord(compiled, values),
  };
}

/** A reader of the records of one batch. */
export function createRowReader(compiled: CompiledTable, { records }: Decoded): RowReader {
  return records.kind === 'rows'
    ? readFromRows(compiled, records.rows)
    : readFromColumns(compiled, records.columns);
}
