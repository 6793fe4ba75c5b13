import { Meter } from '../../components/meter.tsx';
import { formatNumber } from '../../format/numbers.ts';
import type { Job } from './job.ts';

/** How far a job is, as one bar: verified, failed, under way. */
export function JobMeter({ targets }: Pick<Job, 'targets'>) {
  const { total, verified, failed, timed_out: timedOut, sent, acknowledged, applying } = targets;
  const share = (count: number): number => (total === 0 ? 0 : count / total);
  return (
    <Meter
      label={`${formatNumber(verified)} of ${formatNumber(total)} verified, ${formatNumber(failed + timedOut)} failed`}
      parts={[
        { share: share(verified), tone: 'ok' },
        { share: share(failed + timedOut), tone: 'bad' },
        { share: share(sent + acknowledged + applying), tone: 'warn' },
      ]}
    />
  );
}
