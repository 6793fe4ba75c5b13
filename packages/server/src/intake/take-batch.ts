import type { Accounting, Clock } from '../kernel/index.ts';
import { HomepotError, limits } from '../kernel/index.ts';
import type { Batch, Section } from '../spool/index.ts';
import { createTupleWriter } from '../store/index.ts';
import type { BatchAnswer } from './batch-answer.ts';
import type { Decoded } from './body/decoded.ts';
import type { ByteBudget } from './byte-budget.ts';
import type { Counter } from './counter.ts';
import type { EncodedBatch, TimeWindow } from './record/encode-batch.ts';
import { encodeBatch, quarantineColumns } from './record/encode-batch.ts';
import type { Sender } from './sender.ts';
import type { ThinPass } from './thin.ts';
import { createThinner } from './thin.ts';

/** One batch on its way: who sent it, what is in it, what it is called. */
export interface Submission {
  readonly sender: Sender;
  readonly counter: Counter;
  readonly decoded: Decoded;
  readonly batchId: string;
  readonly historical: boolean;
  /** Tells it from another batch of the same id; undefined where it is not known. */
  readonly digest: number | undefined;
}

export interface TakeDeps {
  /** Where batches become durable; throws spool_full, overloaded or not_ready. */
  readonly lanes: { append(batch: Batch, affinity?: string): Promise<number> };
  readonly accounting: Accounting;
  readonly clock: Clock;
  readonly budget: ByteBudget;
}

export interface TakeOptions {
  readonly pastDays: number;
  readonly futureMinutes: number;
  readonly thinChangePercent: number;
  readonly thinSnapshotSeconds: number;
}

const dayMicros = 86_400_000_000;
const minuteMicros = 60_000_000;

function windowAt(nowMicros: number, options: TakeOptions, historical: boolean): TimeWindow {
  return {
    fromMicros: historical ? Number.NEGATIVE_INFINITY : nowMicros - options.pastDays * dayMicros,
    toMicros: nowMicros + options.futureMinutes * minuteMicros,
  };
}

function sectionsOf(counter: Counter, encoded: EncodedBatch, nowMicros: number): Section[] {
  const { table, columns } = counter.compiled;
  const { rowCount, days, tuples, quarantined, quarantineTuples } = encoded;
  const sections: Section[] = [];
  if (rowCount > 0) sections.push({ table: table.name, columns, rowCount, days, tuples });
  if (quarantined > 0) {
    sections.push({
      table: 'quarantined_records',
      columns: quarantineColumns,
      rowCount: quarantined,
      days: [Math.floor(nowMicros / dayMicros)],
      tuples: quarantineTuples,
    });
  }
  return sections;
}

/** What was filtered rests on rows of other batches; when those were lost, so is the answer. */
async function requireDurable(others: readonly Promise<boolean>[]): Promise<void> {
  const outcomes = await Promise.all(others);
  if (outcomes.every((durable) => durable)) return;
  throw new HomepotError('not_ready', { message: 'A batch that this one repeats was lost' });
}

function toAnswer(batchId: string, encoded: EncodedBatch): BatchAnswer {
  const { rowCount, filtered, quarantined, rejected } = encoded;
  return {
    batch_id: batchId,
    accepted: rowCount,
    filtered,
    duplicate: 0,
    quarantined,
    rejected,
  };
}

/** Makes a batch durable, within the budget of bytes; batches of the same affinity in order. */
async function append(
  { budget, lanes }: TakeDeps,
  batch: Batch,
  affinity: string | undefined,
): Promise<void> {
  const bytes = batch.sections.reduce((sum, { tuples }) => sum + tuples.length, 0);
  budget.take(bytes);
  try {
    await lanes.append(batch, affinity);
  } finally {
    budget.release(bytes);
  }
}

/** Takes a batch that is known to be new: encodes it, makes it durable, counts it. */
export type TakeBatch = (submission: Submission) => Promise<BatchAnswer>;

/** Creates what takes batches, with a smart filter that knows no device yet. */
export function createTakeBatch(deps: TakeDeps, options: TakeOptions): TakeBatch {
  const writers = { rows: createTupleWriter(1_048_576), quarantine: createTupleWriter(16_384) };
  const thinner = createThinner({
    changePercent: options.thinChangePercent,
    snapshotSeconds: options.thinSnapshotSeconds,
    devicesMax: limits.thinnedDevicesMax,
  });

  function encode(submission: Submission, pass: ThinPass, nowMicros: number): EncodedBatch {
    const { sender, counter, decoded, batchId, historical } = submission;
    const { compiled, derivation, thinSlots } = counter;
    return encodeBatch({
      compiled,
      derivation,
      decoded,
      claims: sender.claims,
      context: {
        receivedAtMicros: nowMicros,
        checksText: decoded.checksText,
        tail: compiled.encodeTail(nowMicros, sender.provenance),
        timeMicros: nowMicros,
      },
      window: windowAt(nowMicros, options, historical),
      thinning: thinSlots === undefined || historical ? undefined : { pass, slots: thinSlots },
      scope: sender.scope,
      batchId,
      writers,
    });
  }

  function count({ sender, counter }: Submission, encoded: EncodedBatch): void {
    deps.accounting.decide(sender.door, counter.compiled.table.name, {
      rejected: encoded.rejected.length,
      filtered: encoded.filtered,
      quarantined: encoded.quarantined,
      inSpool: encoded.rowCount,
    });
  }

  /** Each day may cost a partition, and each partition a lock in the transaction that stores. */
  function requireFewDays({ sender, counter, decoded }: Submission, { days }: EncodedBatch): void {
    if (days.length <= limits.daysPerBatchMax) return;
    deps.accounting.decide(sender.door, counter.compiled.table.name, { rejected: decoded.count });
    throw new HomepotError('too_many_days', {
      message: `The records lie on ${days.length} days; at most ${limits.daysPerBatchMax}`,
    });
  }

  async function store(submission: Submission, pass: ThinPass): Promise<EncodedBatch> {
    const receivedAtMs = Math.floor(deps.clock.nowMs());
    const encoded = encode(submission, pass, receivedAtMs * 1_000);
    requireFewDays(submission, encoded);
    const sections = sectionsOf(submission.counter, encoded, receivedAtMs * 1_000);
    const { scope, door, provenance, isDevice } = submission.sender;
    const others = pass.waitsFor();
    if (sections.length === 0) await requireDurable(others);
    else {
      const { batchId } = submission;
      // What a device says happens in the order in which it says it.
      const affinity = isDevice ? scope : undefined;
      await append(deps, { scope, batchId, door, provenance, receivedAtMs, sections }, affinity);
    }
    // In the same tick in which the batch became durable, before the drain can settle it.
    count(submission, encoded);
    pass.commit();
    if (sections.length > 0) await requireDurable(others);
    return encoded;
  }

  return async (submission) => {
    const pass = thinner.begin();
    try {
      const encoded = await store(submission, pass);
      return toAnswer(submission.batchId, encoded);
    } catch (error) {
      pass.forget();
      throw error;
    }
  };
}
