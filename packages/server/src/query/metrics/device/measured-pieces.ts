import type { DeviceHoursRequest, HeldMeasurement } from '../../../drain/index.ts';

/** The measurements of a device that its metric tells. */
export const toldMeasurements = [
  'cpu_percent',
  'memory_percent',
  'disk_percent',
  'network_latency_ms',
  'error_rate',
] as const;
type ToldMeasurement = (typeof toldMeasurements)[number];

/** What a device measured over a time, of rows of one origin. */
export interface MeasuredPiece {
  /** Milliseconds since 1970. */
  readonly fromMs: number;
  readonly provenance: string;
  readonly measurements: { readonly [Name in ToldMeasurement]: HeldMeasurement };
}

/** What is asked of a device. */
export type PieceRequest = DeviceHoursRequest;
