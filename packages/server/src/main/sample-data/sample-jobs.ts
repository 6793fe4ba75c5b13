import { sampleConfigVersion, sampleDevices, sampleSegment } from './sample-fleet.ts';

/** How one target of a sample job ended. */
interface SampleTarget {
  readonly deviceId: string;
  readonly ok: boolean;
}

export interface SampleJob {
  readonly jobId: string;
  readonly action: string;
  readonly jobType: string;
  readonly siteId: string;
  readonly status: 'completed' | 'partial' | 'failed';
  readonly priority: 'high' | 'normal';
  readonly configUrl: string;
  readonly hoursAgo: number;
  readonly durationMs: number;
  readonly errorMessage: string | null;
  /** By how much payments answer slower once it was carried out. */
  readonly responseFactor: number;
  readonly targets: readonly SampleTarget[];
}

const targetsOf = (siteId: string, failing: readonly number[]): readonly SampleTarget[] =>
  sampleDevices
    .filter((device) => device.siteId === siteId)
    .map(({ deviceId, number }) => ({ deviceId, ok: !failing.includes(number) }));

const configUrl = `https://config-server.example.com/pos-config-v${sampleConfigVersion}.json`;

/** Three jobs, the oldest first: one that went well, one that reached no terminal, one that reached 3 of 5. */
export const sampleJobs: readonly SampleJob[] = [
  {
    jobId: 'job-8a76d234',
    action: 'Update POS payment config',
    jobType: 'config_update',
    siteId: 'site-002',
    status: 'completed',
    priority: 'high',
    configUrl,
    hoursAgo: 26,
    durationMs: 9_842,
    responseFactor: 1,
    errorMessage: null,
    targets: targetsOf('site-002', []),
  },
  {
    jobId: 'job-5f20c9ad',
    action: 'Restart terminals',
    jobType: 'restart',
    siteId: 'site-002',
    status: 'failed',
    priority: 'normal',
    configUrl,
    hoursAgo: 5,
    durationMs: 30_000,
    responseFactor: 1,
    errorMessage: 'No terminal answered within 30 s',
    targets: targetsOf('site-002', [6, 7, 8, 9, 10, 11, 12]),
  },
  {
    jobId: 'job-b1e6651b',
    action: 'Update POS payment config',
    jobType: 'config_update',
    siteId: 'site-001',
    status: 'partial',
    priority: 'high',
    configUrl,
    hoursAgo: 3,
    durationMs: 17_061,
    responseFactor: 1.6,
    errorMessage: 'Failed to send push to 2/5 devices',
    targets: targetsOf('site-001', [3, 4]),
  },
];

/** What the summary row of a job and the job itself say about its targets. */
export function summaryOf(job: SampleJob): Readonly<Record<string, string | number>> {
  const successes = job.targets.filter(({ ok }) => ok).length;
  return {
    total_devices: job.targets.length,
    successful_pushes: successes,
    failed_pushes: job.targets.length - successes,
    site_id: job.siteId,
    segment: sampleSegment,
  };
}
