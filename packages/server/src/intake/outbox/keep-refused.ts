import { Buffer } from 'node:buffer';
import { cutText } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import { selfSender } from '../sender.ts';

/** A record that the door did not take, by its place in the row. */
export interface Kept {
  readonly index: number;
  readonly code: string;
  readonly reason: string;
}

interface Refused {
  readonly row: {
    readonly batchId: string;
    readonly table: string;
    readonly records: readonly object[];
  };
  readonly kept: readonly Kept[];
}

/** The device that a record is about, as far as it says one. */
function deviceOf(record: object | undefined): string | null {
  const device = record !== undefined && 'device_id' in record ? record.device_id : undefined;
  return typeof device === 'string' ? cutText(device, 255) : null;
}

/** Puts the records of the outbox that the door did not take into quarantine. Returns how many. */
export async function keepRefused(
  transaction: Transaction,
  refused: readonly Refused[],
  nowMs: number,
): Promise<number> {
  const rows = refused.flatMap(({ row, kept }) =>
    kept.map((one) => ({ ...one, row, record: row.records[one.index] })),
  );
  if (rows.length === 0) return 0;
  await transaction.query(
    `INSERT INTO quarantined_records
       (received_at, scope, table_name, batch_id, record_index, device_id, code, reason, payload)
     SELECT $1, $2, given.* FROM unnest($3::varchar[], $4::varchar[], $5::integer[], $6::varchar[],
       $7::varchar[], $8::text[], $9::bytea[]) AS given`,
    [
      new Date(nowMs).toISOString(),
      selfSender.scope,
      rows.map(({ row }) => cutText(row.table, 100)),
      rows.map(({ row }) => `outbox:${row.batchId}`),
      rows.map(({ index }) => index),
      rows.map(({ record }) => deviceOf(record)),
      rows.map(({ code }) => cutText(code, 50)),
      rows.map(({ reason }) => reason),
      rows.map(({ record }) => Buffer.from(JSON.stringify(record ?? null))),
    ],
  );
  return rows.length;
}
