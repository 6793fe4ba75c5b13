/** The measurements that decide; the same as those of the smart filter at the door. */
const judged = ['cpu_percent', 'memory_percent', 'disk_percent', 'network_latency_ms'] as const;
const changeShare = 0.05;
const errorRateStep = 0.01;
const snapshotMs = 5 * 60_000;

type Metrics = Readonly<Record<string, unknown>>;

interface Kept {
  readonly atMs: number;
  readonly row: Metrics;
  readonly state: string;
}

const numberOf = (row: Metrics, name: string): number => Number(row[name] ?? 0);

function hasMoved(before: Metrics, now: Metrics): boolean {
  if (Math.abs(numberOf(now, 'error_rate') - numberOf(before, 'error_rate')) > errorRateStep) {
    return true;
  }
  return judged.some((name) => {
    const was = numberOf(before, name);
    return Math.abs(numberOf(now, name) - was) >= Math.abs(was) * changeShare;
  });
}

function stateOf({ extra_metrics }: Metrics): string {
  const { services, config_version } = extra_metrics as Metrics;
  return JSON.stringify([services, config_version]);
}

/**
 * Creates what tells whether a row of `device_metrics` says something new. What comes as history is
 * not thinned at the door, since it may lie anywhere; so a past is thinned where it is made.
 */
export function createMetricThinner(): (atMs: number, row: Metrics) => boolean {
  const last = new Map<unknown, Kept>();
  return (atMs, row) => {
    const before = last.get(row.device_id);
    const state = stateOf(row);
    const isNew =
      before === undefined ||
      before.state !== state ||
      atMs - before.atMs >= snapshotMs ||
      hasMoved(before.row, row);
    if (isNew) last.set(row.device_id, { atMs, row, state });
    return isNew;
  };
}
