import type { Column, Provenance, Table, Trust } from '@homepot/catalogue';
import type { TupleWriter } from '../../store/index.ts';
import { createTupleWriter } from '../../store/index.ts';
import type { ColumnEncoder } from './column-encoder.ts';
import { createColumnEncoder } from './encode-column.ts';
import type { EncodeContext } from './encode-context.ts';
import type { Fault } from './fault.ts';
import { fault } from './fault.ts';

/** Writes what stands for a value that is not there, or says that it must be. */
type MissingEncoder = (writer: TupleWriter, context: EncodeContext) => Fault | undefined;

/** One column that comes with the record, made ready. */
interface Slot {
  readonly name: string;
  readonly encode: ColumnEncoder;
  readonly missing: MissingEncoder;
}

/** What the server says of every row of a batch. */
interface RowTail {
  readonly receivedAtMicros: number;
  readonly provenance: Provenance;
  readonly trust: Trust;
}

/**
 * A table of the catalogue, made ready for encoding. A row is given as a list of values, one a
 * slot, in the order of `names`: first what senders may send, then what is derived.
 */
export interface CompiledTable {
  readonly table: Table;
  /** The columns of an encoded row, in order: those of the slots, then those that the server adds. */
  readonly columns: readonly string[];
  /** The names of the slots. */
  readonly names: readonly string[];
  /** How many of the slots a sender may fill in; they come first. */
  readonly sendableCount: number;
  readonly slotOf: ReadonlyMap<string, number>;
  /** The fields that the server adds to each row of a batch; good until the next call. */
  encodeTail(tail: RowTail): Uint8Array;
  /** Writes a row. On a fault it is written in part, and the caller takes it back. */
  encodeRow(
    writer: TupleWriter,
    values: readonly unknown[],
    context: EncodeContext,
  ): Fault | undefined;
}

function missingEncoder(
  name: string,
  column: Column,
  encode: ColumnEncoder,
  ordersTable: boolean,
): MissingEncoder {
  if (ordersTable) {
    return (writer, context) => {
      context.timeMicros = context.receivedAtMicros;
      writer.timestamp(context.receivedAtMicros);
      return undefined;
    };
  }
  if (column.fallback !== undefined) {
    const fallback =
      column.type === 'jsonb' ? JSON.parse(String(column.fallback)) : column.fallback;
    return (writer, context) => encode(writer, fallback, context);
  }
  if (column.nullable) {
    return (writer) => {
      writer.null();
      return undefined;
    };
  }
  const missing = fault('column_missing', name, 'must be given');
  return () => missing;
}

function createSlot(table: Table, name: string, column: Column): Slot {
  const ordersTable = name === table.timeColumn;
  const encode = createColumnEncoder(name, column, ordersTable);
  return { name, encode, missing: missingEncoder(name, column, encode, ordersTable) };
}

function encodeServerColumn(
  writer: TupleWriter,
  name: string,
  column: Column,
  tail: RowTail,
): void {
  if (name === 'received_at') writer.timestamp(tail.receivedAtMicros);
  else if (name === 'provenance' || name === 'trust') writer.text(tail[name]);
  else if (typeof column.fallback === 'boolean') writer.boolean(column.fallback);
  else if (column.nullable) writer.null();
  else throw new Error(`${name}: the door does not know what to write`);
}

/** Room for what the server adds to a row; it grows where that is more. */
const tailBytes = 1_024;

/** Makes a telemetry table ready for encoding; done once a table. */
export function compileTable(table: Table): CompiledTable {
  const all = Object.entries(table.columns).filter(([, column]) => column.identity !== true);
  const from = (origin: Column['origin']) => all.filter(([, column]) => column.origin === origin);
  const sendable = from('sender');
  const server = from('server');
  const filled = [...sendable, ...from('derived')];
  const slots = filled.map(([name, column]) => createSlot(table, name, column));
  const names = slots.map((slot) => slot.name);
  const fieldCount = slots.length + server.length;
  const tailWriter = createTupleWriter(tailBytes);
  return {
    table,
    names,
    columns: [...names, ...server.map(([name]) => name)],
    sendableCount: sendable.length,
    slotOf: new Map(names.map((name, i) => [name, i])),
    encodeTail(tail) {
      tailWriter.clear();
      for (const [name, column] of server) {
        encodeServerColumn(tailWriter, name, column, tail);
      }
      return tailWriter.lend();
    },
    encodeRow(writer, values, context) {
      writer.row(fieldCount);
      for (let i = 0; i < slots.length; i++) {
        const slot = slots[i] as Slot;
        const value = values[i];
        const found =
          value === undefined || value === null
            ? slot.missing(writer, context)
            : slot.encode(writer, value, context);
        if (found !== undefined) return found;
      }
      writer.fields(context.tail);
      return undefined;
    },
  };
}
