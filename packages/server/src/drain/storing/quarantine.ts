import type { Transaction } from '../../store/index.ts';
import { createTupleReader } from '../../store/index.ts';
import type { Outcome, Refusal } from './outcome.ts';

/** The device that a refused row was about, as far as it can be told. */
function deviceOf({ section, tuple }: Refusal): string | null {
  const field = section.columns.indexOf('device_id');
  const reader = createTupleReader(tuple);
  if (field < 0 || !reader.next() || reader.isNull(field)) return null;
  return keepable(reader.text(field), 255);
}

/** What PostgreSQL keeps of a text that may be the very reason for a refusal. */
const keepable = (text: string, charactersMax: number): string =>
  text.replaceAll('\0', '').toWellFormed().slice(0, charactersMax).toWellFormed();

/** The columns belong to the reason: without them the bytes of a row could not be read again. */
const reasonOf = ({ section, reason }: Refusal): string =>
  keepable(`${reason} (columns: ${section.columns.join(', ')})`, 10_000);

/** Keeps refused rows aside, with the reason and their bytes. Returns how many. */
export async function storeQuarantine(
  transaction: Transaction,
  outcomes: readonly Outcome[],
): Promise<number> {
  const records = outcomes.flatMap(({ batch, refused }) =>
    refused.map((refusal) => ({ batch, refusal })),
  );
  if (records.length === 0) return 0;
  await transaction.query(
    `INSERT INTO quarantined_records
       (received_at, table_name, scope, batch_id, device_id, code, reason, payload)
     SELECT * FROM unnest($1::timestamptz[], $2::varchar[], $3::varchar[], $4::varchar[],
       $5::varchar[], $6::varchar[], $7::text[], $8::bytea[])`,
    [
      records.map(({ batch }) => new Date(batch.receivedAtMs).toISOString()),
      records.map(({ refusal }) => keepable(refusal.section.table, 100)),
      records.map(({ batch }) => keepable(batch.scope, 100)),
      records.map(({ batch }) => keepable(batch.batchId, 100)),
      records.map(({ refusal }) => deviceOf(refusal)),
      records.map(({ refusal }) => refusal.code),
      records.map(({ refusal }) => reasonOf(refusal)),
      records.map(({ refusal }) => Buffer.from(refusal.tuple)),
    ],
  );
  return records.length;
}
