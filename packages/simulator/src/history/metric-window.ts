import type { PerformanceWindow } from '@homepot/catalogue';
import type { DeviceReading } from '../device/device-model.ts';

const names = [
  'cpu_percent',
  'memory_percent',
  'network_latency_ms',
  'error_rate',
  'queue_depth',
  'response_time_ms',
] as const;
type Name = (typeof names)[number];

/** What a window of readings says. */
export interface WindowFigures {
  /** As a change of configuration keeps it. */
  readonly window: PerformanceWindow;
  /** The middle of the error rates, percent; 0 without readings. */
  readonly errorRate: number;
}

interface Sample {
  readonly atMs: number;
  readonly reading: DeviceReading;
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

const readingOf = ({ metrics, response_time_ms }: DeviceReading, name: Name): number =>
  (name === 'response_time_ms' ? response_time_ms : metrics[name]) ?? 0;

const sort = (values: readonly number[]) => values.toSorted((a, b) => a - b);

function summarise(values: readonly number[]) {
  const sorted = sort(values);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    samples: values.length,
    mean: rounded(mean),
    p95: rounded(sorted[Math.floor(0.95 * (sorted.length - 1))] ?? mean),
    sd: rounded(Math.sqrt(squares / values.length)),
  };
}

function summariseAll(readings: readonly DeviceReading[]): PerformanceWindow['metrics'] {
  if (readings.length === 0) return {};
  const measured = names.map((name) => [
    name,
    summarise(readings.map((reading) => readingOf(reading, name))),
  ]);
  const unhealthy = readings.map(({ status }) => (status === 'unhealthy' ? 1 : 0));
  return { ...Object.fromEntries(measured), unhealthy_share: summarise(unhealthy) };
}

/** The last readings of a terminal. */
export interface MetricWindow {
  add(atMs: number, reading: DeviceReading): void;
  figures(fromMs: number, toMs: number): WindowFigures;
}

/** Creates a window that remembers readings for `keptMs`. */
export function createMetricWindow(keptMs: number): MetricWindow {
  let samples: Sample[] = [];
  return {
    add(atMs, reading) {
      samples.push({ atMs, reading });
      const oldest = samples[0];
      if (oldest !== undefined && oldest.atMs < atMs - 2 * keptMs) {
        samples = samples.filter((sample) => sample.atMs >= atMs - keptMs);
      }
    },
    figures(fromMs, toMs) {
      const inside = samples
        .filter(({ atMs }) => atMs >= fromMs && atMs < toMs)
        .map(({ reading }) => reading);
      const rates = sort(inside.map((reading) => readingOf(reading, 'error_rate')));
      return {
        window: {
          from: new Date(fromMs).toISOString(),
          to: new Date(toMs).toISOString(),
          reports: inside.length,
          samples: inside.length,
          metrics: summariseAll(inside),
        },
        errorRate: rounded(rates[Math.floor(0.5 * (rates.length - 1))] ?? 0),
      };
    },
  };
}
