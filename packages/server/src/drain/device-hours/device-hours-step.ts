import type { Rollup } from '@homepot/catalogue';
import { deviceMetrics } from '@homepot/catalogue';
import type { Clock } from '../../kernel/index.ts';
import { limits } from '../../kernel/index.ts';
import type { Batch } from '../../spool/index.ts';
import { bucketStartMs } from '../rollup/rollup-bucket.ts';
import type { RollupRow } from '../rollup/rollup-cache.ts';
import { createRollupCache } from '../rollup/rollup-cache.ts';
import type { SourceReader } from '../rollup/source-reader.ts';
import { createSourceReader } from '../rollup/source-reader.ts';
import type { DrainStep } from '../storing/drain-step.ts';
import type { DeviceHourKey } from './device-hour-key.ts';
import { hourLengthMs } from './device-hour-key.ts';
import { markHours } from './mark-hours.ts';

/** The hours of devices are found in tuples as the rows of a rollup are. */
const deviceHours: Rollup = {
  name: 'device_hours',
  description: 'Hours of devices in which there are rows.',
  source: deviceMetrics,
  intervals: ['hour'],
  dimensions: {
    device_id: { column: 'device_id', as: 'value' },
    provenance: { column: 'provenance', as: 'value' },
  },
  values: [],
};

const startMsOf = ({ key }: RollupRow): number => bucketStartMs('hour', key.bucket);

/** The hours that a row in this one may change: itself, and those into which its values stand. */
function hoursFrom(row: RollupRow, holdMs: number): readonly DeviceHourKey[] {
  const [deviceId = '', provenance = ''] = row.dimensions.map(String);
  return Array.from({ length: 1 + Math.ceil(holdMs / hourLengthMs) }, (_, i) => ({
    deviceId,
    provenance,
    hourMs: startMsOf(row) + i * hourLengthMs,
  }));
}

/** A step, and what makes it forget which hours are marked. */
export interface DeviceHoursStepOptions {
  /** How long a value stands at most. */
  readonly holdMs: number;
}

/**
 * Marks the hours of devices that the rows of a transaction change, in that transaction.
 *
 * An hour is in one of three states. Where no row ever was, nothing is there. From the first row on it
 * is *open*: its key stands in `device_hours_open`, and readers make it out of rows. Once it is over,
 * it is *settled*: its numbers are written and its key is removed, in one transaction. A row that comes
 * later makes it open again.
 *
 * A running hour is marked once and not with every row: an hour whose mark was committed is remembered
 * and left alone until it is over, before which nobody settles it.
 */
export function createDeviceHoursStep(
  { clock }: { readonly clock: Clock },
  { holdMs }: DeviceHoursStepOptions,
): DrainStep {
  const seen = createRollupCache(limits.deviceHoursRememberedMax);
  const readers = new Map<string, SourceReader>();
  /** What becomes true once the batch is committed. */
  const marked = new WeakMap<Batch, readonly RollupRow[]>();

  const readerOf = (columns: readonly string[]): SourceReader => {
    const name = columns.join();
    const known = readers.get(name);
    if (known !== undefined) return known;
    if (readers.size >= limits.rollupReadersMax) readers.clear();
    const reader = createSourceReader([{ rollup: deviceHours, into: seen }], columns);
    readers.set(name, reader);
    return reader;
  };

  /** The hours of these batches that have to be marked. */
  const listUnmarked = (batches: readonly Batch[]): readonly RollupRow[] => {
    try {
      for (const { sections } of batches) {
        for (const section of sections) {
          if (section.table === deviceMetrics.name) readerOf(section.columns).read(section);
        }
      }
      const nowMs = clock.nowMs();
      return seen.touched().filter((row) => !row.loaded || startMsOf(row) + hourLengthMs <= nowMs);
    } finally {
      seen.settle();
    }
  };

  return {
    name: 'device hours',
    async run(transaction, batches) {
      const rows = listUnmarked(batches);
      const [first] = batches;
      if (rows.length === 0 || first === undefined) return;
      await markHours(
        transaction,
        rows.flatMap((row) => hoursFrom(row, holdMs)),
      );
      marked.set(first, rows);
    },
    onCommitted({ batches }) {
      for (const batch of batches) {
        for (const row of marked.get(batch) ?? []) row.loaded = true;
      }
    },
    forget: () => seen.clear(),
  };
}
