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

/** Samples, mean, middle, p95 and spread of one metric. */
interface Statistics {
  readonly samples: number;
  readonly mean: number;
  readonly median: number;
  readonly p95: number;
  readonly sd: number;
}

/** What a window of readings says, as `performance_before` and `performance_after` hold it. */
export interface WindowFigures {
  readonly from: string;
  readonly to: string;
  readonly reports: number;
  readonly unhealthy_share: number;
  readonly metrics: Readonly<Partial<Record<Name, Statistics>>>;
}

interface Sample {
  readonly atMs: number;
  readonly reading: DeviceReading;
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

const readingOf = ({ metrics, response_time_ms }: DeviceReading, name: Name): number =>
  (name === 'response_time_ms' ? response_time_ms : metrics[name]) ?? 0;

function summarise(values: readonly number[]): Statistics {
  const sorted = values.toSorted((a, b) => a - b);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    samples: values.length,
    mean: rounded(mean),
    median: rounded(sorted[Math.floor(0.5 * (sorted.length - 1))] ?? mean),
    p95: rounded(sorted[Math.floor(0.95 * (sorted.length - 1))] ?? mean),
    sd: rounded(Math.sqrt(squares / values.length)),
  };
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
      const inside = samples.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
      const unhealthy = inside.filter(({ reading }) => reading.status === 'unhealthy').length;
      return {
        from: new Date(fromMs).toISOString(),
        to: new Date(toMs).toISOString(),
        reports: inside.length,
        unhealthy_share: inside.length === 0 ? 0 : rounded(unhealthy / inside.length),
        metrics:
          inside.length === 0
            ? {}
            : Object.fromEntries(
                names.map((name) => [
                  name,
                  summarise(inside.map(({ reading }) => readingOf(reading, name))),
                ]),
              ),
      };
    },
  };
}
