import type { Provenance } from '@homepot/catalogue';
import type { Clock, Log } from '../../kernel/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { Database, Transaction } from '../../store/index.ts';
import { classifyDatabaseError } from '../../store/index.ts';
import type { Intake } from '../create-intake.ts';
import { selfSender } from '../sender.ts';
import type { Kept } from './keep-refused.ts';
import { keepRefused } from './keep-refused.ts';

/** Plain numbers, at any time. */
interface OutboxFigures {
  /** Rows that wait, as of the last look; counted up to `limits.outboxRowsCountedMax`. */
  readonly waiting: number;
  /** Age of the oldest of them. */
  readonly waitingSeconds: number;
  readonly passed: number;
  /** Records that the door did not take, and that are in quarantine now. */
  readonly refused: number;
}

/** Hands what the outbox holds to the door. */
export interface Outbox {
  /**
   * Hands over what waits, oldest first, and resolves with the number of rows that are gone from the
   * outbox. While the database is away or the door is full it does less, and throws nothing.
   */
  drain(): Promise<number>;
  /** Says that something was committed; begins a drain, or another one after the one that runs. */
  wake(): void;
  figures(): OutboxFigures;
}

export interface OutboxDeps {
  readonly database: Database;
  readonly intake: Pick<Intake, 'submit'>;
  readonly clock: Clock;
  readonly log: Log;
}

interface OutboxRow {
  readonly batchId: string;
  readonly table: string;
  readonly provenance: Provenance;
  readonly records: readonly object[];
}

/** What became of one row: gone, with the records that go to quarantine, or left for later. */
type Handed = { readonly row: OutboxRow; readonly kept: readonly Kept[] } | undefined;

async function handOver({ intake, log }: OutboxDeps, row: OutboxRow): Promise<Handed> {
  const { batchId, table, provenance, records } = row;
  try {
    const { rejected } = await intake.submit(
      { ...selfSender, provenance },
      table,
      { kind: 'records', records },
      // However long it had to wait here, it happened when it says.
      { batchId: `outbox:${batchId}`, historical: true },
    );
    const kept = rejected.map(({ index, code, message }) => ({ index, code, reason: message }));
    return { row, kept };
  } catch (error) {
    if (error instanceof HomepotError && error.status === 503) return undefined;
    log.error({ err: error, batchId, table }, 'the door refused a row of the outbox');
    const code = error instanceof HomepotError ? error.code : 'internal';
    const reason = error instanceof Error ? error.message : String(error);
    return { row, kept: records.map((_, index) => ({ index, code, reason })) };
  }
}

async function takeRows(transaction: Transaction): Promise<readonly OutboxRow[]> {
  return transaction.query<OutboxRow>(
    `SELECT batch_id AS "batchId", table_name AS "table", provenance, records FROM outbox
     ORDER BY created_at, batch_id LIMIT $1 FOR UPDATE SKIP LOCKED`,
    [limits.outboxRowsPerPassMax],
  );
}

/**
 * Creates the pump of the outbox.
 *
 * A row is locked, handed to the door, and removed once the door's answer says that it is on disk. A
 * crash in between hands it over again, and its batch id makes the drain drop the second one; so it
 * is stored exactly once. Rows that another server holds are passed over: no server waits for
 * another. What the door will never take goes to quarantine with the reason, so that it is neither
 * lost nor in the way of the rest; only a door that is full or closed makes rows wait.
 */
export function createOutbox(deps: OutboxDeps): Outbox {
  const counts = { waiting: 0, waitingSeconds: 0, passed: 0, refused: 0 };
  let running: Promise<number> | undefined;
  let isWoken = false;
  let isAway = false;

  async function look(): Promise<void> {
    const [row] = await deps.database.query<{ waiting: number; seconds: number }>(
      `SELECT count(*) AS waiting,
         coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float8 AS seconds
       FROM (SELECT created_at FROM outbox ORDER BY created_at LIMIT $1) AS oldest`,
      [limits.outboxRowsCountedMax],
    );
    counts.waiting = row?.waiting ?? 0;
    counts.waitingSeconds = Math.max(0, row?.seconds ?? 0);
  }

  /** Returns how many rows are gone, and whether more may be waiting that the door would take. */
  function pass(): Promise<{ readonly gone: number; readonly more: boolean }> {
    return deps.database.transaction(async (transaction) => {
      const rows = await takeRows(transaction);
      const handed = (await Promise.all(rows.map((row) => handOver(deps, row)))).filter(
        (one) => one !== undefined,
      );
      const refused = await keepRefused(transaction, handed, deps.clock.nowMs());
      await transaction.query('DELETE FROM outbox WHERE batch_id = ANY ($1::varchar[])', [
        handed.map(({ row }) => row.batchId),
      ]);
      counts.passed += handed.length;
      counts.refused += refused;
      const more = rows.length === limits.outboxRowsPerPassMax && handed.length === rows.length;
      return { gone: handed.length, more };
    });
  }

  async function drainOnce(): Promise<number> {
    await look();
    if (counts.waiting === 0) return 0;
    let total = 0;
    for (let i = 0; i < limits.outboxPassesMax; i += 1) {
      const { gone, more } = await pass();
      total += gone;
      if (!more) break;
    }
    await look();
    return total;
  }

  async function drainAll(): Promise<number> {
    try {
      let total = 0;
      do {
        isWoken = false;
        total += await drainOnce();
      } while (isWoken);
      isAway = false;
      return total;
    } catch (error) {
      if (classifyDatabaseError(error) !== 'retry') throw error;
      if (!isAway) deps.log.warn({ err: error }, 'the outbox waits for the database');
      isAway = true;
      return 0;
    }
  }

  function drain(): Promise<number> {
    running ??= drainAll().finally(() => {
      running = undefined;
    });
    return running;
  }

  return {
    drain,
    wake() {
      isWoken = true;
      drain().catch((error: unknown) => deps.log.error({ err: error }, 'the outbox failed'));
    },
    figures: () => ({ ...counts }),
  };
}
