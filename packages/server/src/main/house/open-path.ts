import type { Drain, SessionCounts } from '../../drain/index.ts';
import {
  createDeviceHoursStep,
  createSessionCounts,
  createSessionsStep,
  hasBatch,
} from '../../drain/index.ts';
import type { OwnErrors } from '../../errors/index.ts';
import { createErrorGroupsStep, createOwnErrors } from '../../errors/index.ts';
import { createPresenceStep } from '../../fleet/index.ts';
import type { BatchMemory, Intake, Outbox } from '../../intake/index.ts';
import { createBatchMemory, createIntake, createOutbox } from '../../intake/index.ts';
import { limits } from '../../kernel/index.ts';
import { createLiveStep } from '../../live/index.ts';
import type { Retention } from '../../retention/index.ts';
import type { Lanes } from '../../spool/index.ts';
import { measurementHoldMs } from './measurement-hold.ts';
import type { Base } from './open-base.ts';
import { openLanes, startDrains } from './open-lanes.ts';

/** The rooms that a batch walks through, from the door to the database. */
export interface Path {
  readonly lanes: Lanes;
  readonly drains: readonly Drain[];
  readonly intake: Intake;
  /** What was written beside a change, on its way to the door. */
  readonly outbox: Outbox;
  /** What tells of the errors of the house itself. */
  readonly ownErrors: OwnErrors;
  /** What is done in the sign-in sessions of the house. */
  readonly sessionCounts: SessionCounts;
  /** Resolves when everything that the door took so far is in the database. */
  drained(): Promise<void>;
  /** Resolves with the error after which this server must not go on: a spool failed. */
  readonly failed: Promise<Error>;
}

function openDoor(base: Base, lanes: Lanes, { kept }: Retention, memory: BatchMemory): Intake {
  const { config, accounting, clock, log, store } = base;
  return createIntake(
    {
      lanes,
      memory,
      accounting,
      clock,
      log,
      keptOf: (table) => kept.keptOf(table),
      isStored: (scope, batchId) => hasBatch(store.database, scope, batchId),
    },
    {
      pastDays: config.INGEST_PAST_DAYS,
      futureMinutes: config.INGEST_FUTURE_MINUTES,
      thinChangePercent: config.THIN_CHANGE_PERCENT,
      thinSnapshotSeconds: config.THIN_SNAPSHOT_SECONDS,
    },
  );
}

async function waitUntilDrained(lanes: Lanes, drains: readonly Drain[]): Promise<void> {
  const sequences = lanes.spools.map((spool) => spool.lastSequence());
  await Promise.all(drains.map((drain, lane) => drain.drained(sequences[lane] ?? 0)));
}

/** Opens the spools with what an earlier run left in them, the drains and the door. */
export async function openPath(base: Base, retention: Retention): Promise<Path> {
  // A spool may hold millions of batches: each is remembered, or forgotten, as it is read.
  const memory = createBatchMemory(limits.rememberedBatchesMax);
  const lanes = await openLanes(base, ({ header: { scope, batchId } }) =>
    memory.remember(scope, batchId),
  );
  const holdMs = measurementHoldMs(base.config);
  const steps = [
    createSessionsStep(),
    createLiveStep(),
    createPresenceStep(base),
    createDeviceHoursStep(base, { holdMs }),
    // Last: two drains that enter the same new group wait for each other's end.
    createErrorGroupsStep(base),
  ];
  const intake = openDoor(base, lanes, retention, memory);
  const ownErrors = createOwnErrors({ ...base, intake });
  const drains = startDrains(base, lanes, base.store, base.accounting, {
    steps,
    onListenerFailure: (error) => ownErrors.note(error, { kind: 'listener' }),
  });
  const sessionCounts = createSessionCounts(base.store);
  for (const drain of drains) drain.onCommitted(sessionCounts.onCommitted);
  base.stack.append('door', () => intake.stop());
  base.stack.append('own errors', () => ownErrors.stop());
  const outbox = createOutbox({ ...base, database: base.store.database, intake });
  const failed = Promise.race(lanes.spools.map((spool) => spool.failed));
  return {
    lanes,
    drains,
    intake,
    outbox,
    ownErrors,
    sessionCounts,
    drained: () => waitUntilDrained(lanes, drains),
    failed,
  };
}
