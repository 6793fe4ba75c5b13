import { hasErrorRateMoved, hasMoved, thinning } from '@homepot/catalogue';

/** The measurements that decide; the same as those of the smart filter at the door. */
const judged = ['cpu_percent', 'memory_percent', 'disk_percent', 'network_latency_ms'] as const;

type Metrics = Readonly<Record<string, unknown>>;

interface Kept {
  readonly atMs: number;
  readonly row: Metrics;
  readonly state: string;
}

const numberOf = (row: Metrics, name: string): number | null =>
  row[name] === undefined || row[name] === null ? null : Number(row[name]);

const isNews = (before: Metrics, now: Metrics): boolean =>
  hasErrorRateMoved(numberOf(before, 'error_rate'), numberOf(now, 'error_rate')) ||
  judged.some((name) => hasMoved(numberOf(before, name), numberOf(now, name)));

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
      atMs - before.atMs >= thinning.snapshotSeconds * 1_000 ||
      isNews(before.row, row);
    if (isNew) last.set(row.device_id, { atMs, row, state });
    return isNew;
  };
}
