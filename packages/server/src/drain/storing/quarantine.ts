import { quarantinedRecords } from '@homepot/catalogue';
import type { Clock } from '../../kernel/index.ts';
import { cutText, limits } from '../../kernel/index.ts';
import type { Batch } from '../../spool/index.ts';
import type { Database, Transaction, TupleWriter } from '../../store/index.ts';
import {
  createRowWriter,
  createTupleReader,
  createTupleWriter,
  removeRows,
} from '../../store/index.ts';
import type { Outcome, Refusal } from './outcome.ts';
import { quarantineTable } from './outcome.ts';

/** The device that a refused row was about, as far as it can be told. */
function deviceOf({ section, tuple }: Refusal): string | null {
  const field = section.columns.indexOf('device_id');
  const reader = createTupleReader(tuple);
  if (field < 0 || !reader.next() || reader.isNull(field)) return null;
  return keepable(reader.text(field), 255);
}

/** What PostgreSQL keeps of a text that may be the very reason for a refusal. */
const keepable = (text: string, charactersMax: number): string =>
  cutText(text.replaceAll('\0', ''), charactersMax);

/** The columns belong to the reason: without them the bytes of a row could not be read again. */
const reasonOf = ({ section, reason }: Refusal): string =>
  keepable(`${reason} (columns: ${section.columns.join(', ')})`, 10_000);

const rowWriter = createRowWriter(quarantinedRecords);

function writeRefusal(writer: TupleWriter, batch: Batch, refusal: Refusal): void {
  rowWriter.write(writer, {
    received_at: batch.receivedAtMs * 1_000,
    table_name: keepable(refusal.section.table, 100),
    scope: keepable(batch.scope, 100),
    batch_id: keepable(batch.batchId, 100),
    // What the door rejected or filtered left no gap, so a row's place is not that of its record.
    record_index: null,
    device_id: deviceOf(refusal),
    code: refusal.code,
    reason: reasonOf(refusal),
    payload: refusal.tuple,
  });
}

/** Keeps refused rows aside, with the reason and their bytes. Returns how many. */
export async function storeQuarantine(
  transaction: Transaction,
  outcomes: readonly Outcome[],
): Promise<number> {
  const count = outcomes.reduce((sum, { refused }) => sum + refused.length, 0);
  if (count === 0) return 0;
  const writer = createTupleWriter();
  for (const { batch, refused } of outcomes) {
    for (const refusal of refused) writeRefusal(writer, batch, refusal);
  }
  await transaction.copy(quarantineTable, rowWriter.columns, [writer.take()]);
  return count;
}

/** Removes records that arrived more than `limits.quarantineKeptDays` ago. Returns how many. */
export async function removeOldQuarantine(database: Database, clock: Clock): Promise<number> {
  const before = new Date(clock.nowMs() - limits.quarantineKeptDays * 86_400_000).toISOString();
  return removeRows(database, quarantineTable, 'received_at < $1', [before]);
}
