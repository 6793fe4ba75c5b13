import type { Batch } from '../batch.ts';
import { encodeBatch } from '../batch-codec.ts';
import type { Recovery } from '../recover-spool.ts';
import type { Spool } from '../spool.ts';
import type { SpoolEntry } from '../spool-reader.ts';

/** What happened to the batches of a history, as their senders know it. */
export interface Ledger {
  readonly submitted: Map<string, Batch>;
  /**
   * The numbers of those that were acknowledged, be it that a start found them: whoever sends one of
   * them again is told that it is there.
   */
  readonly acknowledged: Map<string, number>;
  /** Entries up to here may have been removed. */
  released: number;
  /** A sync of the folder failed: a removed segment may be back while a younger one is gone. */
  namesMayReturn: boolean;
}

export function createLedger(): Ledger {
  return { submitted: new Map(), acknowledged: new Map(), released: 0, namesMayReturn: false };
}

/** A promise of the spool that was not kept. */
export class BrokenPromise extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BrokenPromise';
  }
}

function demand(kept: boolean, message: string): void {
  if (!kept) throw new BrokenPromise(message);
}

/** No loss of power and no failing disk may look like damage to what was durable. */
export function checkRecovery(recovery: Recovery, ledger: Ledger): void {
  demand(recovery.damagedBytes === 0, `${recovery.damagedBytes} bytes are told as damaged`);
  demand(
    ledger.namesMayReturn || recovery.missingEntries === 0,
    `${recovery.missingEntries} entries are told as missing`,
  );
}

async function readAll(spool: Spool, bytesMax: number): Promise<readonly SpoolEntry[]> {
  const all: SpoolEntry[] = [];
  for (;;) {
    const entries = await spool.read(all.at(-1)?.sequence ?? 0, { bytesMax });
    if (entries.length === 0) return all;
    all.push(...entries);
  }
}

const bytesOf = (batch: Batch): Buffer => Buffer.concat(encodeBatch(batch));

/**
 * Checks a spool against what its senders know: every acknowledged batch is there, once, intact and
 * under its number; what was not acknowledged is there once or not at all; nothing else is.
 */
export async function checkEntries(spool: Spool, ledger: Ledger, bytesMax: number): Promise<void> {
  const entries = await readAll(spool, bytesMax);
  const found = new Map<string, number>();
  let before = 0;
  for (const { sequence, batch } of entries) {
    const { batchId } = batch;
    const submitted = ledger.submitted.get(batchId);
    demand(submitted !== undefined, `${sequence} holds ${batchId}, which was never submitted`);
    demand(
      submitted !== undefined && bytesOf(submitted).equals(bytesOf(batch)),
      `${sequence} holds ${batchId}, but not as it was submitted`,
    );
    demand(!found.has(batchId), `${batchId} is there twice`);
    demand(sequence > before, `${sequence} comes after ${before}`);
    found.set(batchId, sequence);
    before = sequence;
  }
  for (const [batchId, sequence] of ledger.acknowledged) {
    const at = found.get(batchId);
    demand(
      at === sequence || (at === undefined && sequence <= ledger.released),
      `${batchId} was acknowledged as ${sequence} and is at ${at}`,
    );
  }
  const headers: number[] = [];
  for await (const { sequence } of spool.headers(0)) headers.push(sequence);
  const sequences = entries.map(({ sequence }) => sequence);
  demand(headers.join() === sequences.join(), 'headers and entries differ');
}

/** A new entry is numbered above every one that was acknowledged, even when those are gone. */
export async function checkNumbers(spool: Spool, ledger: Ledger, batch: Batch): Promise<void> {
  const sequence = await spool.append(batch);
  const highest = Math.max(0, ...ledger.acknowledged.values());
  demand(sequence > highest, `${sequence} is given out again; ${highest} was reached before`);
}
