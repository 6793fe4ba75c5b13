import { deviceHourMeasurements } from '@homepot/catalogue';
import type { Transaction } from '../../store/index.ts';
import type { DeviceHourKey } from './device-hour-key.ts';
import { keyArrays, keyTable } from './device-hour-key.ts';
import type { DeviceHour, HeldMeasurement } from './summarise-hour.ts';

/** An hour of a device and what is known of it. */
export interface KnownHour {
  readonly key: DeviceHourKey;
  readonly hour: DeviceHour;
}

/** The ends of the names of the columns of a measurement. */
const parts = ['seconds', 'mean', 'minimum', 'maximum', 'p95'] as const;

interface NumberColumn {
  readonly name: string;
  readonly type: 'integer' | 'float8';
  readonly cell: (hour: DeviceHour) => number | null;
}

const numberColumns: readonly NumberColumn[] = [
  { name: 'samples', type: 'integer', cell: ({ samples }) => samples },
  { name: 'transactions', type: 'integer', cell: ({ transactions }) => transactions },
  ...deviceHourMeasurements.flatMap((name) =>
    parts.map((part) => ({
      name: `${name}_${part}`,
      type: 'float8' as const,
      cell: ({ measurements }: DeviceHour) => measurements[name][part],
    })),
  ),
];

const names = numberColumns.map(({ name }) => name);

const storeText = `
  INSERT INTO device_performance_hour (device_id, provenance, hour, ${names.join(', ')})
  SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[],
    ${numberColumns.map(({ type }, i) => `$${i + 4}::${type}[]`).join(', ')})
  ON CONFLICT (device_id, provenance, hour)
  DO UPDATE SET ${names.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}`;

/** Writes hours over what was known of them. */
export async function storeHours(
  transaction: Transaction,
  hours: readonly KnownHour[],
): Promise<void> {
  if (hours.length === 0) return;
  await transaction.query(storeText, [
    ...keyArrays(hours.map(({ key }) => key)),
    ...numberColumns.map(({ cell }) => hours.map(({ hour }) => cell(hour))),
  ]);
}

/** Removes hours of which nothing is known any more. */
export async function removeHours(
  transaction: Transaction,
  keys: readonly DeviceHourKey[],
): Promise<void> {
  if (keys.length === 0) return;
  await transaction.query(
    `DELETE FROM device_performance_hour AS h USING ${keyTable('gone')}
     WHERE h.device_id = gone.device_id AND h.provenance = gone.provenance AND h.hour = gone.hour`,
    [...keyArrays(keys)],
  );
}

/** A row of `device_performance_hour` as PostgreSQL returns it. */
export type StoredHour = Readonly<Record<string, unknown>> & {
  readonly device_id: string;
  readonly provenance: string;
  readonly hour: string;
};

const numberOf = (value: unknown): number | null => (value === null ? null : Number(value));

/** What a stored row says. */
export function readStoredHour(row: StoredHour): KnownHour {
  const measurements = deviceHourMeasurements.map((name) => [
    name,
    Object.fromEntries(parts.map((part) => [part, numberOf(row[`${name}_${part}`])])),
  ]);
  return {
    key: {
      deviceId: row.device_id,
      provenance: row.provenance,
      hourMs: Date.parse(row.hour),
    },
    hour: {
      samples: Number(row.samples),
      transactions: Number(row.transactions),
      measurements: Object.fromEntries(measurements) as Record<
        (typeof deviceHourMeasurements)[number],
        HeldMeasurement
      >,
    },
  };
}
