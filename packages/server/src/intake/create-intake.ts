import type { Log } from '../kernel/index.ts';
import { createUuid, HomepotError, limits } from '../kernel/index.ts';
import type { BatchAnswer } from './batch-answer.ts';
import { duplicateAnswer, isAllRejected } from './batch-answer.ts';
import { digestOf } from './batch-digest.ts';
import { readBatchId } from './batch-id.ts';
import type { BatchMemory } from './batch-memory.ts';
import type { BatchInput } from './body/decode-body.ts';
import { decodeInput } from './body/decode-body.ts';
import type { ByteBudget } from './byte-budget.ts';
import { createByteBudget } from './byte-budget.ts';
import type { Counter } from './counter.ts';
import { createCounters } from './counter.ts';
import type { Sender } from './sender.ts';
import type { Submission, TakeBatch, TakeDeps, TakeOptions } from './take-batch.ts';
import { createTakeBatch } from './take-batch.ts';

export interface IntakeDeps extends Omit<TakeDeps, 'budget'> {
  readonly log: Log;
  /** Whether the database has a batch of that id. Asked for imports only. */
  readonly isStored: (scope: string, batchId: string) => Promise<boolean>;
  /** The batches of the last while: at the start those that an earlier run left in the spool. */
  readonly memory: BatchMemory;
}

/** From the settings INGEST_* and THIN_*. */
export type IntakeOptions = TakeOptions;

/** The records of one table, to be taken together with those of others. */
export interface TogetherPart {
  readonly table: string;
  readonly records: readonly object[];
}

interface TogetherOptions {
  /** Whether a record that is bad costs itself alone. */
  readonly eachByItself?: boolean;
  /** The number of the report that it is: after a gap the smart filter stores it whatever it says. */
  readonly sequence?: number;
}

interface SubmitOptions {
  /** The id by which the batch is known again; made where absent. */
  readonly batchId?: string | undefined;
  /** Takes any past instant, and thins nothing. The caller must be allowed to. */
  readonly historical?: boolean | undefined;
}

/** The door: the one way by which telemetry comes in. */
export interface Intake {
  /**
   * Takes a batch for a table. Resolves when its outcome is durable; a bad record is told in the
   * answer. Throws a HomepotError when nothing of the batch could be looked at or kept.
   */
  submit(
    sender: Sender,
    table: string,
    input: BatchInput,
    options?: SubmitOptions,
  ): Promise<BatchAnswer>;
  /**
   * Takes records of several tables as one batch, all or none: throws the fault of the first that
   * is bad, unless each is judged by itself. The id alone tells one batch from another. Answers for
   * each part, in their order.
   */
  submitTogether(
    sender: Sender,
    parts: readonly TogetherPart[],
    batchId: string,
    options?: TogetherOptions,
  ): Promise<readonly BatchAnswer[]>;
  /** Enters records into the accounts that a door has no use for. */
  leaveOut(sender: Sender, table: string, count: number): void;
  /** The bytes that all batches on their way may hold together. */
  readonly budget: ByteBudget;
  /** Takes no more batches, and resolves when those on their way are answered. */
  stop(): Promise<void>;
}

function findCounter(
  counters: ReadonlyMap<string, Counter>,
  sender: Sender,
  table: string,
): Counter {
  const counter = counters.get(table);
  if (counter === undefined) {
    throw new HomepotError('table_unknown', { message: 'There is no such telemetry table' });
  }
  if (sender.isDevice && !counter.compiled.table.deviceMaySend) {
    throw new HomepotError('not_allowed', { message: `A device may not send ${table}` });
  }
  return counter;
}

/** Whether the database knows the batch; where it cannot say, the drain finds out. */
async function isStored(deps: IntakeDeps, { sender, batchId }: Submission): Promise<boolean> {
  if (sender.door !== 'import') return false;
  try {
    return await deps.isStored(sender.scope, batchId);
  } catch (error) {
    deps.log.debug({ err: error }, 'the database could not say whether a batch is stored');
    return false;
  }
}

/**
 * Waits while a batch of the same id is being taken, then begins this one in its place. Otherwise
 * what is known of the one that was taken. Looking and beginning must stand in one tick, or two would begin.
 */
async function begin(
  memory: BatchMemory,
  { sender, batchId }: Submission,
): Promise<ReturnType<BatchMemory['begin']> | { readonly taken: number | undefined }> {
  for (;;) {
    const state = memory.stateOf(sender.scope, batchId);
    if (state === 'unknown') return memory.begin(sender.scope, batchId);
    if ('taken' in state) return state;
    await state.outcome;
  }
}

/** Enters all records of a batch into the accounts, with one fate. */
function countAll(
  { accounting }: IntakeDeps,
  { sender, parts }: Submission,
  fate: 'rejected' | 'duplicate',
): void {
  for (const { counter, decoded } of parts) {
    accounting.decide(sender.door, counter.compiled.table.name, { [fate]: decoded.count });
  }
}

/** Throws batch_id_reused where the batch that was taken is known to be another one. */
function requireSame(deps: IntakeDeps, submission: Submission, taken: number | undefined): void {
  const { digest } = submission;
  if (taken === undefined || digest === undefined || taken === digest) return;
  countAll(deps, submission, 'rejected');
  throw new HomepotError('batch_id_reused');
}

/** Takes a batch unless one of its id was taken, or is being taken. */
async function takeOnce(
  deps: IntakeDeps,
  memory: BatchMemory,
  takeBatch: TakeBatch,
  submission: Submission,
): Promise<readonly BatchAnswer[]> {
  const answerDuplicate = (): readonly BatchAnswer[] => {
    countAll(deps, submission, 'duplicate');
    return submission.parts.map(({ decoded }) =>
      duplicateAnswer(submission.batchId, decoded.count),
    );
  };
  const finish = await begin(memory, submission);
  if (typeof finish === 'object') {
    requireSame(deps, submission, finish.taken);
    return answerDuplicate();
  }
  let isTaken = false;
  let digest: number | undefined;
  try {
    isTaken = await isStored(deps, submission);
    if (isTaken) return answerDuplicate();
    digest = submission.digest;
    const answers = await takeBatch(submission);
    // A batch of which nothing was taken may come again, corrected.
    isTaken = answers.some((answer) => !isAllRejected(answer));
    return answers;
  } finally {
    finish(isTaken, digest);
  }
}

/** Creates the door. */
export function createIntake(deps: IntakeDeps, options: IntakeOptions): Intake {
  const counters = createCounters();
  const { memory } = deps;
  const budget = createByteBudget(limits.batchesInFlightBytesMax);
  const takeBatch = createTakeBatch({ ...deps, budget }, options);
  const underway = new Set<Promise<unknown>>();
  let isStopped = false;

  async function submit(
    sender: Sender,
    table: string,
    input: BatchInput,
    { batchId: given, historical = false }: SubmitOptions = {},
  ): Promise<BatchAnswer> {
    const counter = findCounter(counters, sender, table);
    const decoded = decodeInput(input);
    const known = readBatchId(given, decoded.batchId);
    const batchId = known ?? createUuid(deps.clock.nowMs());
    const digest = known === undefined ? undefined : digestOf(table, input);
    const parts = [{ counter, decoded }];
    const submission = { sender, parts, whole: false, batchId, historical, digest };
    const [answer] =
      known === undefined
        ? await takeBatch(submission)
        : await takeOnce(deps, memory, takeBatch, submission);
    return answer as BatchAnswer;
  }

  async function submitTogether(
    sender: Sender,
    given: readonly TogetherPart[],
    batchId: string,
    { eachByItself = false, sequence }: TogetherOptions = {},
  ): Promise<readonly BatchAnswer[]> {
    const parts = given.map(({ table, records }) => ({
      counter: findCounter(counters, sender, table),
      decoded: decodeInput({ kind: 'records', records }),
    }));
    const submission = {
      sender,
      parts,
      whole: !eachByItself,
      batchId,
      historical: false,
      digest: undefined,
      sequence,
    };
    return takeOnce(deps, memory, takeBatch, submission);
  }

  /** Keeps count of what runs, for the stop. */
  async function track<T>(run: () => Promise<T>): Promise<T> {
    if (isStopped) throw new HomepotError('not_ready', { message: 'The door is closed' });
    const running = run();
    underway.add(running);
    try {
      return await running;
    } finally {
      underway.delete(running);
    }
  }

  return {
    submit: (...given) => track(() => submit(...given)),
    submitTogether: (...given) => track(() => submitTogether(...given)),
    leaveOut: ({ door }, table, count) => deps.accounting.decide(door, table, { filtered: count }),
    budget,
    async stop() {
      isStopped = true;
      await Promise.allSettled(underway);
    },
  };
}
