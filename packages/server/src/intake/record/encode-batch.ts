import { quarantinedRecords } from '@homepot/catalogue';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { TupleWriter } from '../../store/index.ts';
import { createRowWriter } from '../../store/index.ts';
import type { BatchAnswer } from '../batch-answer.ts';
import type { Decoded } from '../body/decoded.ts';
import { redactRecord } from '../redact/redact-record.ts';
import type { Claim } from '../sender.ts';
import type { ThinPass } from '../thin.ts';
import type { CompiledTable } from './compile-table.ts';
import type { Derivation } from './derive-columns.ts';
import type { EncodeContext } from './encode-context.ts';
import type { Fault } from './fault.ts';
import { fault } from './fault.ts';
import { dayOf } from './parse-instant.ts';
import type { RowReader } from './read-rows.ts';
import { createRowReader } from './read-rows.ts';
import type { ThinSlots } from './thin-slots.ts';
import { readingOf } from './thin-slots.ts';

/** A record that was refused, as the sender is told. */
type RejectedRecord = BatchAnswer['rejected'][number];

/** Instants that a record may have, in microseconds since 1970. */
export interface TimeWindow {
  readonly fromMicros: number;
  readonly toMicros: number;
  /** What is older would leave the house at once, so it is refused; absent where nothing leaves. */
  readonly past?: { readonly beforeMicros: number; readonly fault: Fault } | undefined;
}

/** All that is needed to encode one batch. */
export interface EncodeRequest {
  readonly compiled: CompiledTable;
  readonly derivation: Derivation | undefined;
  readonly decoded: Decoded;
  readonly claims: readonly Claim[];
  readonly context: EncodeContext;
  readonly window: TimeWindow;
  /** The smart filter, where it looks at this table and this batch. */
  readonly thinning:
    | {
        readonly pass: ThinPass;
        readonly slots: ThinSlots;
        /** Of the report that the batch is. */
        readonly sequence: number | undefined;
      }
    | undefined;
  readonly scope: string;
  readonly batchId: string;
  readonly writers: Writers;
}

/** Encoding never waits, so that the same writers serve all batches, one after the other. */
interface Writers {
  readonly rows: TupleWriter;
  readonly quarantine: TupleWriter;
}

/** A batch in the form that is stored, and what became of each record. */
export interface EncodedBatch {
  readonly rowCount: number;
  readonly days: readonly number[];
  readonly tuples: Uint8Array;
  readonly filtered: number;
  readonly rejected: readonly RejectedRecord[];
  readonly quarantined: number;
  /** Rows of `quarantined_records`. */
  readonly quarantineTuples: Uint8Array;
}

const quarantineWriter = createRowWriter(quarantinedRecords);

/** The columns of an encoded row of `quarantined_records`, in order. */
export const quarantineColumns: readonly string[] = quarantineWriter.columns;

type SlotClaim = Claim & { readonly slot: number };

function applyClaims(values: unknown[], claims: readonly SlotClaim[]): Fault | undefined {
  for (const { slot, value, rule, code, column } of claims) {
    const given = values[slot];
    const isGiven = given !== undefined && given !== null;
    if (rule === 'own' && isGiven && given !== value) {
      return fault(code, column, 'must be your own, or left out');
    }
    if (rule === 'forced' || !isGiven) values[slot] = value ?? undefined;
  }
  return undefined;
}

const outside: Fault = fault('time_outside_window', '', '');

function quarantine(
  writer: TupleWriter,
  request: EncodeRequest,
  record: Record<string, unknown>,
  index: number,
): void {
  const { compiled, context, window } = request;
  const time = compiled.table.timeColumn ?? '';
  const deviceId = record.device_id;
  const side = context.timeMicros < window.fromMicros ? 'before' : 'after';
  quarantineWriter.write(writer, {
    received_at: context.receivedAtMicros,
    table_name: compiled.table.name,
    scope: request.scope,
    batch_id: request.batchId,
    record_index: index,
    device_id: typeof deviceId === 'string' ? deviceId : null,
    code: 'time_outside_window',
    reason: `${time} lies ${side} the time window`,
    payload: Buffer.from(JSON.stringify(redactRecord(compiled.table, record))),
  });
}

/** Writes one row, or says why not. The values are those of the row reader. */
function encodeRow(
  request: EncodeRequest,
  claims: readonly SlotClaim[],
  values: unknown[],
): Fault | undefined {
  const { compiled, context, derivation, window } = request;
  const found =
    (claims.length === 0 ? undefined : applyClaims(values, claims)) ??
    derivation?.(values, context) ??
    compiled.encodeRow(request.writers.rows, values, context);
  if (found !== undefined) return found;
  const time = context.timeMicros;
  if (window.past !== undefined && time < window.past.beforeMicros) return window.past.fault;
  return time < window.fromMicros || time > window.toMicros ? outside : undefined;
}

/** A path is shown to the sender, who may have made up the key. */
const pathCharactersMax = 200;

function toRejected(
  index: number,
  { code, field, message }: Fault,
  single: boolean,
): RejectedRecord {
  const shown = field.slice(0, pathCharactersMax).toWellFormed();
  const record = single ? '' : `records[${index}]`;
  const path = record !== '' && shown !== '' ? `${record}.${shown}` : `${record}${shown}`;
  return { index, code, path, message: `${shown === '' ? 'The record' : shown} ${message}` };
}

function claimsBySlot(request: EncodeRequest): SlotClaim[] {
  return request.claims.flatMap((claim) => {
    const slot = request.compiled.slotOf.get(claim.column);
    return slot === undefined ? [] : [{ ...claim, slot }];
  });
}

/** What became of one record: undefined when it was written. */
type Fate = Fault | 'filtered' | undefined;

function encodeRecord(
  request: EncodeRequest,
  claims: readonly SlotClaim[],
  reader: RowReader,
  index: number,
): Fate {
  const found =
    request.decoded.faults.get(index) ??
    reader.read(index) ??
    encodeRow(request, claims, reader.values);
  if (found !== undefined) return found;
  const thinning = request.thinning;
  if (thinning === undefined) return undefined;
  const { slots, sequence } = thinning;
  const reading = readingOf(slots, reader.values, request.context.timeMicros, sequence);
  return thinning.pass.keeps(reading) ? undefined : 'filtered';
}

/**
 * Throws batch_too_large as soon as the rows take more than an entry of the spool has room for. What
 * many records share, such as labels, may be small where they come from and large in the rows.
 */
function requireRoom({ rows, quarantine }: Writers): void {
  if (rows.length + quarantine.length <= limits.entryBytesMax) return;
  throw new HomepotError('batch_too_large', {
    message: `The rows of the batch take more than ${limits.entryBytesMax} bytes`,
  });
}

/**
 * Checks every record of a batch and encodes those that are good. A record that is bad, filtered or
 * out of time leaves nothing behind; no record spoils another. Throws batch_too_large.
 */
export function encodeBatch(request: EncodeRequest): EncodedBatch {
  const { decoded, context, writers } = request;
  writers.rows.clear();
  writers.quarantine.clear();
  const reader = createRowReader(request.compiled, decoded);
  const claims = claimsBySlot(request);
  const days = new Set<number>();
  const rejected: RejectedRecord[] = [];
  let lastDay = Number.NaN;
  let rowCount = 0;
  let filtered = 0;
  let quarantined = 0;
  for (let index = 0; index < decoded.count; index++) {
    const mark = writers.rows.length;
    requireRoom(writers);
    const fate = encodeRecord(request, claims, reader, index);
    if (fate === undefined) {
      rowCount++;
      const day = dayOf(context.timeMicros);
      if (day !== lastDay) days.add(day);
      lastDay = day;
      continue;
    }
    writers.rows.rollback(mark);
    if (fate === 'filtered') filtered++;
    else if (fate === outside) {
      quarantined++;
      quarantine(writers.quarantine, request, reader.record(index), index);
    } else rejected.push(toRejected(index, fate, decoded.isSingle));
  }
  return {
    rowCount,
    days: [...days],
    tuples: writers.rows.take(),
    filtered,
    rejected,
    quarantined,
    quarantineTuples: writers.quarantine.take(),
  };
}
