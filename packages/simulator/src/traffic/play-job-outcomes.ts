import type { Happening } from './agenda.ts';
import type { Chance } from './chance.ts';
import type { FleetWatch, PlayedDevice } from './fleet-watch.ts';
import { trafficLimits } from './traffic-limits.ts';
import type { Emit } from './traffic-records.ts';

/** Jobs of systems beside HOMEPOT, which tell it how they ended: what they take and how they fail. */
const jobTypes = [
  { job_type: 'Sync price list', middleMs: 2_400, fails: 0.03, code: 'PRICE_FEED_STALE' },
  { job_type: 'Nightly backup', middleMs: 21_000, fails: 0.05, code: 'BACKUP_TARGET_FULL' },
  { job_type: 'Upload receipts', middleMs: 5_200, fails: 0.04, code: 'UPLOAD_REFUSED' },
  { job_type: 'Rotate certificates', middleMs: 3_100, fails: 0.02, code: 'CERTIFICATE_INVALID' },
  { job_type: 'Count inventory', middleMs: 9_000, fails: 0.06, code: 'SCANNER_MISSING' },
] as const;

/** Mean seconds between two jobs: with about three rows each, five rows a minute. */
const betweenSeconds = 39;
const unreachable = {
  error_code: 'DEVICE_UNREACHABLE',
  error_message: 'The device did not answer',
} as const;

interface Outcome {
  readonly device_id: string;
  readonly status: 'success' | 'failed' | 'timeout';
  readonly duration_ms: number;
  readonly retry_count: number;
  readonly error_code?: string;
  readonly error_message?: string;
}

function endOn(chance: Chance, device: PlayedDevice, type: (typeof jobTypes)[number]): Outcome {
  const { device_id, status } = device;
  const duration_ms = Math.round(chance.longTailed(type.middleMs, 0.4));
  // A device that is away takes no job; one in trouble fails more often.
  if (status === 'offline') {
    return { device_id, status: 'timeout', duration_ms: 30_000, retry_count: 2, ...unreachable };
  }
  const fails = status === 'error' ? 0.5 : status === 'degraded' ? 0.2 : type.fails;
  if (!chance.happens(fails)) {
    return { device_id, status: 'success', duration_ms, retry_count: chance.happens(0.1) ? 1 : 0 };
  }
  const error_message = `${type.job_type} failed on ${device_id}`;
  const failure = { error_code: type.code, error_message };
  return { device_id, status: 'failed', duration_ms: duration_ms * 2, retry_count: 2, ...failure };
}

function statusOf(good: number, total: number): 'success' | 'partial' | 'failed' {
  if (good === total) return 'success';
  return good === 0 ? 'failed' : 'partial';
}

/** Jobs that end on a few devices of one site: a row for each device, and one that sums them up. */
export function playJobOutcomes(deps: {
  readonly chance: Chance;
  readonly fleet: FleetWatch;
  readonly emit: Emit;
  readonly now: () => Date;
}): Happening {
  const { chance, fleet, emit, now } = deps;
  const endJob = (first: PlayedDevice): void => {
    const type = chance.choose(jobTypes);
    const there = fleet.devices().filter((device) => device.site_id === first.site_id);
    const wanted = chance.whole(1, 3);
    const start = there.indexOf(first);
    const chosen = [...there.slice(start), ...there.slice(0, start)].slice(0, wanted);
    const ends = chosen.map((device) => endOn(chance, device, type));
    const good = ends.filter(({ status }) => status === 'success').length;
    const base = {
      timestamp: now().toISOString(),
      job_id: `sim-job-${Math.floor(chance.next() * 0xffffffff).toString(16)}`,
      job_type: type.job_type,
      initiated_by: 'sim-scheduler',
    };
    for (const end of ends) emit('job_outcomes', { ...base, ...end });
    const failed = ends.length - good;
    emit('job_outcomes', {
      ...base,
      status: statusOf(good, ends.length),
      duration_ms: Math.max(...ends.map((end) => end.duration_ms)),
      ...(failed > 0 ? { error_message: `Failed on ${failed}/${ends.length} devices` } : {}),
      extra_data: {
        site_id: first.site_id,
        total_devices: ends.length,
        successful_pushes: good,
        failed_pushes: failed,
        acknowledged: ends.filter(({ status }) => status !== 'timeout').length,
      },
    });
  };
  return () => {
    const devices = fleet.devices();
    if (devices.length === 0) return trafficLimits.fleetUnknownSeconds;
    endJob(chance.choose(devices));
    return chance.span(betweenSeconds);
  };
}
