import type { Clock, Log } from '../../kernel/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import type { Batch } from '../batch.ts';
import { DiskFullError } from '../disk-full.ts';
import { entryMagic } from '../entry.ts';
import type { Spool } from '../spool.ts';
import { createSpool } from '../spool.ts';
import type { HeldBatch } from '../survey-segment.ts';
import type { Ledger } from './power-loss-ledger.ts';
import { BrokenPromise, checkEntries, checkNumbers, checkRecovery } from './power-loss-ledger.ts';
import type { Random } from './random.ts';
import type { SimulatedDisk } from './simulated-disk.ts';

/** What a life of a spool needs. */
export interface LifeDeps {
  readonly random: Random;
  readonly log: Log;
  readonly clock: Clock;
}

/** So small that a few batches go through rotation, grouping and reading in parts. */
const bounds = {
  segmentBytesMax: 4_096,
  groupBytesMax: 3_000,
  queueBytesMax: 8_192,
  reserveBytes: 4_000,
};
const readBytesMax = [200, 1_500, 100_000] as const;

function open(disk: SimulatedDisk, { log, clock }: LifeDeps): Spool {
  return createSpool({ disk, log, clock }, { folder: '/spool', ...bounds });
}

function randomTuples(random: Random): Buffer {
  const bytes = random.bytes(random.pick([0, 7, 100, 300, 700, 1_400]));
  return random.chance(0.3) ? Buffer.concat([entryMagic, bytes, entryMagic]) : bytes;
}

/** A batch that no other one equals. */
function randomBatch({ random, clock }: LifeDeps, ledger: Ledger): Batch {
  const batchId = `batch-${ledger.submitted.size + 1}`;
  const sections = Array.from({ length: 1 + random.below(2) }, (_, index) => ({
    table: `table_${index}`,
    columns: ['timestamp', 'id'],
    rowCount: random.below(100),
    days: [20_454],
    tuples: randomTuples(random),
  }));
  const receivedAtMs = clock.nowMs();
  return { scope: 'key:1', batchId, door: 'http', provenance: 'real', receivedAtMs, sections };
}

/** Errors that a failing or vanishing disk may cause; all others are bugs. */
function isDiskTrouble(error: unknown): boolean {
  if (error instanceof HomepotError) return error.status === 503;
  if (error instanceof DiskFullError) return true;
  return error instanceof Error && (error.name === 'PowerCut' || 'code' in error);
}

async function submit(spool: Spool, deps: LifeDeps, ledger: Ledger): Promise<void> {
  const batch = randomBatch(deps, ledger);
  ledger.submitted.set(batch.batchId, batch);
  try {
    ledger.acknowledged.set(batch.batchId, await spool.append(batch));
  } catch (error) {
    if (!isDiskTrouble(error)) throw error;
  }
}

async function remove(spool: Spool, { random }: LifeDeps, ledger: Ledger): Promise<void> {
  const released = random.below(spool.lastSequence() + 1);
  ledger.released = Math.max(ledger.released, released);
  spool.release(released);
  await spool.removeReleased(0);
}

async function readSome(spool: Spool, { random }: LifeDeps, ledger: Ledger): Promise<void> {
  const after = random.below(spool.lastSequence() + 1);
  for (const { batch } of await spool.read(after, { bytesMax: random.pick(readBytesMax) })) {
    if (!ledger.submitted.has(batch.batchId)) throw new BrokenPromise('a strange batch was read');
  }
}

async function work(spool: Spool, deps: LifeDeps, ledger: Ledger): Promise<void> {
  const { random } = deps;
  const submissions: Promise<void>[] = [];
  for (let rounds = 2 + random.below(8); rounds > 0; rounds -= 1) {
    for (let count = random.below(5); count > 0; count -= 1) {
      submissions.push(submit(spool, deps, ledger));
    }
    if (random.chance(0.5)) await Promise.all(submissions);
    if (random.chance(0.3)) await readSome(spool, deps, ledger);
    if (random.chance(0.2)) await remove(spool, deps, ledger);
  }
  await Promise.all(submissions);
}

/** Runs a spool until its work is done or its disk is gone. Throws where it breaks a promise. */
export async function live(disk: SimulatedDisk, deps: LifeDeps, ledger: Ledger): Promise<void> {
  const spool = open(disk, deps);
  try {
    const held: HeldBatch[] = [];
    checkRecovery(await spool.start((batch) => held.push(batch)), ledger);
    for (const { sequence, header } of held) ledger.acknowledged.set(header.batchId, sequence);
    await work(spool, deps, ledger);
    await spool.stop();
  } catch (error) {
    if (!isDiskTrouble(error)) throw error;
  }
}

/** Recovers what is on the disk and checks it. Throws where a promise was broken. */
export async function inspect(disk: SimulatedDisk, deps: LifeDeps, ledger: Ledger): Promise<void> {
  const spool = open(disk, deps);
  checkRecovery(await spool.start(), ledger);
  await checkEntries(spool, ledger, deps.random.pick(readBytesMax));
  await checkNumbers(spool, ledger, randomBatch(deps, ledger));
  await spool.stop();
}
