import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from '../../kernel/index.ts';
import { createAccounting, createLog, createManualClock } from '../../kernel/index.ts';
import type { Batch, Section } from '../../spool/index.ts';
import { createLanes, createNodeDisk, createSpool } from '../../spool/index.ts';
import type { TupleReader } from '../../store/index.ts';
import { createTupleReader } from '../../store/index.ts';
import { createBatchMemory } from '../batch-memory.ts';
import type { IntakeOptions } from '../create-intake.ts';
import { createIntake } from '../create-intake.ts';

const usualOptions: IntakeOptions = {
  pastDays: 30,
  futureMinutes: 10,
  thinChangePercent: 5,
  thinSnapshotSeconds: 300,
};

export interface DoorSettings {
  readonly options?: Partial<IntakeOptions>;
  /** What the database has, as `scope/batch`. */
  readonly stored?: ReadonlySet<string>;
  /** Stands between the door and the spool. */
  readonly beforeAppend?: (batch: Batch) => Promise<void>;
}

/** A door with a spool of its own behind it. */
export async function openDoor({
  options = {},
  stored = new Set(),
  beforeAppend,
}: DoorSettings = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'homepot-door-'));
  const log = createLog('silent');
  const clock = createManualClock();
  const spool = createSpool({ disk: createNodeDisk(), log, clock }, { folder });
  await spool.start();
  const lanes = createLanes([spool], { spoolBytesMax: 1_073_741_824 });
  const accounting = createAccounting();
  const memory = createBatchMemory(100);
  const intake = createIntake(
    {
      lanes: {
        async append(batch, affinity) {
          await beforeAppend?.(batch);
          return lanes.append(batch, affinity);
        },
      },
      accounting,
      clock,
      log,
      memory,
      isStored: async (scope, batchId) => stored.has(`${scope}/${batchId}`),
    },
    { ...usualOptions, ...options },
  );
  return {
    intake,
    memory,
    clock,
    accounting,
    /** All batches that are in the spool. */
    async batches(): Promise<readonly Batch[]> {
      return (await spool.read(0, { bytesMax: 1_073_741_824 })).map(({ batch }) => batch);
    },
    async close(): Promise<void> {
      await intake.stop();
      await spool.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type OpenDoor = Awaited<ReturnType<typeof openDoor>>;

/** One field of every row of a section. */
export function fieldOf<T>(
  { columns, tuples }: Section,
  column: string,
  read: (reader: TupleReader, field: number) => T,
): (T | null)[] {
  const field = columns.indexOf(column);
  const reader = createTupleReader(tuples);
  const values: (T | null)[] = [];
  while (reader.next()) values.push(reader.isNull(field) ? null : read(reader, field));
  return values;
}

/** The texts of a column in every row that the spool holds of a table. */
export async function textsOf(door: OpenDoor, table: string, column: string) {
  const sections = (await door.batches()).flatMap((batch) => batch.sections);
  return sections
    .filter((section) => section.table === table)
    .flatMap((section) => fieldOf(section, column, (reader, field) => reader.text(field)));
}

/** Whether the account adds up. */
export function isBalanced(account: Account): boolean {
  const { received, rejected, duplicate, filtered, quarantined, stored, inSpool } = account;
  return received === rejected + duplicate + filtered + quarantined + stored + inSpool;
}
