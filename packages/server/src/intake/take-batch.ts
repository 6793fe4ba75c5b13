import type { Table } from '@homepot/catalogue';
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
import { fault } from './record/fault.ts';
import type { Sender } from './sender.ts';
import type { ThinPass } from './thin.ts';
import { createThinner } from './thin.ts';

/** The records of one table in a batch. */
interface Part {
  readonly counter: Counter;
  readonly decoded: Decoded;
}

/** One batch on its way: who sent it, what is in it, what it is called. */
export interface Submission {
  readonly sender: Sender;
  /** One a table; most batches have one. */
  readonly parts: readonly Part[];
  /** Whether the records stand and fall together: one that is bad refuses the batch. */
  readonly whole: boolean;
  readonly batchId: string;
  readonly historical: boolean;
  /** Tells it from another batch of the same id; undefined where it is not known. */
  readonly digest: number | undefined;
  /** Where it is a report of a device: its number. */
  readonly sequence?: number | undefined;
}

export interface TakeDeps {
  /** Where batches become durable; throws spool_full, overloaded or not_ready. */
  readonly lanes: { append(batch: Batch, affinity?: string): Promise<number> };
  readonly accounting: Accounting;
  readonly clock: Clock;
  readonly budget: ByteBudget;
  /** From when on a table keeps rows, milliseconds since 1970, and why; undefined = from ever. */
  readonly keptOf?: (
    table: string,
  ) => { readonly fromMs: number; readonly policy: string } | undefined;
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

/** What is refused because the policy of the table would remove it at once. */
function pastOf({ keptOf }: TakeDeps, { name, timeColumn = '' }: Table): TimeWindow['past'] {
  const kept = keptOf?.(name);
  if (kept === undefined) return undefined;
  const first = new Date(kept.fromMs).toISOString();
  const message = `lies before ${first}; the policy is that ${kept.policy}`;
  return {
    beforeMicros: kept.fromMs * 1_000,
    fault: fault('past_retention', timeColumn, message),
  };
}

function sectionsOf({ counter }: Part, encoded: EncodedBatch, nowMicros: number): Section[] {
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

/** Why a batch that stands and falls together cannot be taken. */
function faultOfWhole(encoded: readonly EncodedBatch[]): HomepotError | undefined {
  const first = encoded.flatMap(({ rejected }) => rejected)[0];
  if (first === undefined) return undefined;
  return new HomepotError(first.code, { path: first.path, message: first.message });
}

/** Each day may cost a partition, and each partition a lock in the transaction that stores. */
function faultOfDays(encoded: readonly EncodedBatch[]): HomepotError | undefined {
  const days = encoded.reduce((sum, part) => sum + part.days.length, 0);
  if (days <= limits.daysPerBatchMax) return undefined;
  return new HomepotError('too_many_days', {
    message: `The records lie on ${days} days; at most ${limits.daysPerBatchMax}`,
  });
}

/** Throws where nothing of the batch may be taken, and counts it so. */
function requireTakeable(
  { accounting }: TakeDeps,
  { sender, parts, whole }: Submission,
  encoded: readonly EncodedBatch[],
): void {
  const fault = (whole ? faultOfWhole(encoded) : undefined) ?? faultOfDays(encoded);
  if (fault === undefined) return;
  for (const { counter, decoded } of parts) {
    accounting.decide(sender.door, counter.compiled.table.name, { rejected: decoded.count });
  }
  throw fault;
}

/**
 * Takes a batch that is known to be new: encodes it, makes it durable, counts it. Answers for each
 * part, in their order.
 */
export type TakeBatch = (submission: Submission) => Promise<readonly BatchAnswer[]>;

/** Creates what takes batches, with a smart filter that knows no device yet. */
export function createTakeBatch(deps: TakeDeps, options: TakeOptions): TakeBatch {
  const writers = { rows: createTupleWriter(1_048_576), quarantine: createTupleWriter(16_384) };
  const thinner = createThinner({
    changePercent: options.thinChangePercent,
    snapshotSeconds: options.thinSnapshotSeconds,
    devicesMax: limits.thinnedDevicesMax,
  });

  function encode(
    { sender, batchId, historical, sequence }: Submission,
    { counter, decoded }: Part,
    pass: ThinPass,
    nowMicros: number,
  ): EncodedBatch {
    const { compiled, derivation, thinSlots } = counter;
    return encodeBatch({
      compiled,
      derivation,
      decoded,
      claims: sender.claims,
      context: {
        receivedAtMicros: nowMicros,
        checksText: decoded.checksText,
        trust: sender.trust,
        tail: compiled.encodeTail({ receivedAtMicros: nowMicros, ...sender }),
        timeMicros: nowMicros,
      },
      window: {
        ...windowAt(nowMicros, options, historical),
        past: pastOf(deps, compiled.table),
      },
      thinning:
        thinSlots === undefined || historical ? undefined : { pass, slots: thinSlots, sequence },
      scope: sender.scope,
      batchId,
      writers,
    });
  }

  function count({ sender, parts }: Submission, encoded: readonly EncodedBatch[]): void {
    for (const [i, { rejected, filtered, quarantined, rowCount }] of encoded.entries()) {
      deps.accounting.decide(sender.door, (parts[i] as Part).counter.compiled.table.name, {
        rejected: rejected.length,
        filtered,
        quarantined,
        inSpool: rowCount,
      });
    }
  }

  async function store(submission: Submission, pass: ThinPass): Promise<readonly EncodedBatch[]> {
    const { batchId, parts, sender } = submission;
    const receivedAtMs = Math.floor(deps.clock.nowMs());
    const nowMicros = receivedAtMs * 1_000;
    const encoded = parts.map((part) => encode(submission, part, pass, nowMicros));
    requireTakeable(deps, submission, encoded);
    const sections = parts.flatMap((part, i) =>
      sectionsOf(part, encoded[i] as EncodedBatch, nowMicros),
    );
    const { scope, door, provenance, isDevice } = sender;
    const others = pass.waitsFor();
    if (sections.length === 0) await requireDurable(others);
    else {
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
      return encoded.map((part) => toAnswer(submission.batchId, part));
    } catch (error) {
      pass.forget();
      throw error;
    }
  };
}
