import { limits } from '../limits.ts';
import type { Settings } from '../options.ts';
import { createAlarm } from './alarm.ts';
import type { Batch } from './batch.ts';
import { packBatchNow } from './batch.ts';
import { createDelivery } from './delivery.ts';
import type { Entry, Rank, TableName } from './entry.ts';
import { rank } from './entry.ts';
import type { Figures } from './figures.ts';
import { createLedger } from './ledger.ts';
import type { Outcome } from './outcome.ts';
import type { Post } from './post.ts';
import type { TellProblem } from './problems.ts';
import { createRunner } from './runner.ts';
import { createWaiters } from './waiters.ts';
import { writeRecord } from './write-record.ts';

/** Takes records and gets them to the server. Nothing here throws or keeps the process alive. */
export interface Sender {
  append(table: TableName, record: object, importance: Rank): void;
  /** Sends what waits now. Resolves with whether all of it was settled in time; waits for that. */
  flush(timeoutMs?: number): Promise<boolean>;
  /** The same, and takes nothing any more. What was not settled in time is dropped. */
  close(timeoutMs?: number): Promise<boolean>;
  figures(): Figures;
  /** Takes out everything that is not settled, as batches; for a process that ends. */
  takeRemaining(): readonly Batch[];
  /** Tells what became of one of these; undefined where nobody knows. */
  settleRemaining(batch: Batch, outcome: Outcome | undefined): void;
}

const flushMsDefault = 10_000;

/** Writes a record as an entry; undefined where it cannot be. */
type WriteEntry = (table: TableName, record: object, importance: Rank) => Entry | undefined;

function createWriteEntry(tell: TellProblem): WriteEntry {
  let serial = 0;
  return (table, record, importance) => {
    try {
      const text = writeRecord(record);
      const bytes = Buffer.byteLength(text);
      if (bytes > limits.recordBytesMax) return undefined;
      serial += 1;
      return { table, rank: importance, text, bytes, serial };
    } catch (error) {
      tell({ code: 'internal', message: `A record could not be written: ${String(error)}` });
      return undefined;
    }
  };
}

/**
 * Creates a sender.
 *
 * It is idle until something is due: a timer that the first record sets (5 s), a full batch (100),
 * an error (at once, but no more often than every 100 ms), or flush. Then batches are made, one
 * after the other, up to the youngest record that was due. A batch that was taken or refused is
 * settled, and the next one follows. One that may be sent again waits, with its id and its bytes,
 * for longer each time; behind it the ring fills and lets go of the least. Then it is idle again.
 */
export function createSender(settings: Settings, post: Post, tell: TellProblem): Sender {
  const ledger = createLedger(settings, tell);
  const delivery = createDelivery(ledger, post, tell);
  const waiters = createWaiters();
  const write = createWriteEntry(tell);
  let lastSerial = 0;
  let dueSerial = 0;
  let state: 'open' | 'closing' | 'closed' = 'open';

  const isSettled = (serial: number): boolean =>
    !ledger.holds(serial) && delivery.pendingSerial > serial;

  const start = createRunner({
    isDue: () =>
      state !== 'closed' && (!isSettled(dueSerial) || ledger.length >= settings.batchRecords),
    async step() {
      await delivery.step();
      waiters.tell(isSettled);
    },
    onIdle: () => ledger.length > 0 && alarm.setSlow(),
    onError: (error) => tell({ code: 'internal', message: String(error) }),
  });

  function sendAll(): void {
    dueSerial = lastSerial;
    start();
  }

  const alarm = createAlarm(settings.flushIntervalMs, sendAll);

  function flush(timeoutMs = flushMsDefault): Promise<boolean> {
    sendAll();
    if (isSettled(lastSerial)) return Promise.resolve(true);
    delivery.hurry();
    return waiters.wait(lastSerial, timeoutMs);
  }

  function end(): void {
    state = 'closed';
    alarm.clear();
    const left = delivery.takeBack();
    if (left !== undefined) ledger.giveUp(left);
    ledger.clear();
    waiters.end();
    post.close();
  }

  return {
    append(table, record, importance) {
      const entry = state === 'open' ? write(table, record, importance) : undefined;
      ledger.receive(entry);
      if (entry === undefined) return;
      lastSerial = entry.serial;
      if (importance >= rank.error) alarm.setUrgent();
      else if (ledger.length >= settings.batchRecords) start();
      else alarm.setSlow();
    },
    flush,
    async close(timeoutMs) {
      if (state !== 'open') return isSettled(lastSerial);
      state = 'closing';
      const isDone = await flush(timeoutMs);
      end();
      return isDone;
    },
    figures: ledger.figures,
    takeRemaining() {
      const first = delivery.takeBack();
      const batches = first === undefined ? [] : [first];
      while (ledger.length > 0) batches.push(packBatchNow(ledger.take()));
      return batches;
    },
    settleRemaining(batch, outcome) {
      if (outcome === undefined || outcome.kind === 'again') ledger.giveUp(batch);
      else ledger.settle(batch, outcome);
    },
  };
}
