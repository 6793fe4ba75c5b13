import type { Measurement } from '../reporting/sensors.ts';

/** Above these a device says that it is unhealthy. */
export interface Thresholds {
  readonly cpu_percent?: number;
  readonly memory_percent?: number;
  readonly disk_percent?: number;
  readonly network_latency_ms?: number;
}

const words = {
  cpu_percent: ['Processor use', '%'],
  memory_percent: ['Memory use', '%'],
  disk_percent: ['Disk use', '%'],
  network_latency_ms: ['Network latency', 'ms'],
} as const;

/** Whether a device is well: each service that is down and each threshold that is passed, in words. */
export function judgeHealth(
  { metrics = {}, services = {} }: Pick<Measurement, 'metrics' | 'services'>,
  thresholds: Thresholds,
): Pick<Measurement, 'status' | 'error'> {
  const down = Object.entries(services)
    .filter(([, state]) => state !== 'running' && state !== 'connected')
    .map(([name, state]) => `${name} is ${state}`);
  const names = Object.keys(words) as (keyof typeof words)[];
  const passed = names.flatMap((name) => {
    const [value, most] = [metrics[name], thresholds[name]];
    if (value === undefined || most === undefined || value <= most) return [];
    const [what, unit] = words[name];
    return [`${what} ${Math.round(value)} ${unit} is above ${most} ${unit}`];
  });
  if (down.length === 0 && passed.length === 0) return { status: 'healthy' };
  const code = down.length > 0 ? 'service_down' : 'threshold_passed';
  const message = [...down, ...passed].join('; ').slice(0, 2_000).toWellFormed();
  return { status: 'unhealthy', error: { code, message } };
}
