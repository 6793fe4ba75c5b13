import type { Reading } from '../thin.ts';
import type { CompiledTable } from './compile-table.ts';

/** Where the measurements that the smart filter looks at stand in a row. */
export interface ThinSlots {
  readonly deviceId: number;
  readonly cpu: number;
  readonly memory: number;
  readonly disk: number;
  readonly latency: number;
  readonly errorRate: number;
  readonly extra: number;
}

/** The only table that is thinned. */
const thinnedTable = 'device_metrics';

/** The slots of a table that is thinned; undefined for others. */
export function thinSlotsOf({ table, slotOf }: CompiledTable): ThinSlots | undefined {
  if (table.name !== thinnedTable) return undefined;
  const slot = (name: string): number => slotOf.get(name) ?? -1;
  return {
    deviceId: slot('device_id'),
    cpu: slot('cpu_percent'),
    memory: slot('memory_percent'),
    disk: slot('disk_percent'),
    latency: slot('network_latency_ms'),
    errorRate: slot('error_rate'),
    extra: slot('extra_metrics'),
  };
}

type Measured = number | null | undefined;

/** The measurements of a row that was checked. */
export function readingOf(
  slots: ThinSlots,
  values: readonly unknown[],
  timeMicros: number,
  sequence: number | undefined,
): Reading {
  return {
    deviceId: values[slots.deviceId] as string,
    timeMicros,
    cpuPercent: values[slots.cpu] as Measured,
    memoryPercent: values[slots.memory] as Measured,
    diskPercent: values[slots.disk] as Measured,
    networkLatencyMs: values[slots.latency] as Measured,
    errorRate: values[slots.errorRate] as Measured,
    extraMetrics: values[slots.extra],
    sequence,
  };
}
