import type { showJob } from '@homepot/catalogue';
import { openJobStatuses } from '@homepot/catalogue';
import { Ago } from '../../components/ago.tsx';
import { Facts } from '../../components/facts.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { Tag } from '../../components/tag.tsx';
import { Tiles } from '../../components/tiles.tsx';
import { countOf, formatNumber } from '../../format/numbers.ts';
import { useResource } from '../../resources/use-resource.ts';
import { isAdmin } from '../../shell/session.ts';
import { keepRange } from '../../url/keep-range.ts';
import { readVerdict } from '../changes/verdict.ts';
import { VerdictView } from '../changes/verdict-view.tsx';
import type { Job } from './job.ts';
import { JobActions } from './job-actions.tsx';
import { JobMeter } from './job-meter.tsx';
import { JobTargets } from './job-targets.tsx';
import { toneOfJob, whomInWords } from './job-words.ts';

const scheduleWords = {
  now: 'at once',
  at: 'at an instant',
  window: 'in the next maintenance window',
} as const;

function JobTiles({ job }: { readonly job: Job }) {
  const { targets } = job;
  const here = (state: string): string => keepRange(`/jobs/${job.job_id}?state=${state}`);
  const failed = targets.failed + targets.timed_out;
  return (
    <Tiles
      label="How far the devices are"
      tiles={[
        {
          value: formatNumber(targets.verified),
          label: 'verified',
          detail: `of ${targets.total}`,
          href: here('verified'),
        },
        { value: formatNumber(targets.queued), label: 'queued', href: here('queued') },
        {
          value: formatNumber(targets.sent + targets.acknowledged + targets.applying),
          label: 'under way',
          href: here('applying'),
        },
        {
          value: formatNumber(failed),
          label: 'failed',
          detail: `${targets.timed_out} timed out`,
          href: here('failed'),
          ...(failed > 0 ? { tone: 'bad' as const } : {}),
        },
        {
          value: formatNumber(targets.skipped + targets.cancelled),
          label: 'left out',
          detail: `${targets.skipped} skipped, ${targets.cancelled} cancelled`,
          href: here('skipped'),
        },
      ]}
    />
  );
}

function JobFacts({ job }: { readonly job: Job }) {
  const stages = job.stages
    .map((percent, at) => (at === job.stage ? `[${percent} %]` : `${percent} %`))
    .join(' → ');
  const when =
    job.scheduled_for === null ? (
      scheduleWords[job.schedule]
    ) : (
      <Ago ms={Date.parse(job.scheduled_for)} />
    );
  return (
    <Facts
      facts={[
        ['For', whomInWords(job)],
        ['Version', job.config_version],
        ['Starts', when],
        ['Stages', stages],
        ['Paused when', `more than ${job.failure_threshold_percent} % of a stage fail`],
        ['Closed sites', job.closed_sites],
        [
          'If it does harm',
          job.rollback === 'perform'
            ? 'taken back by itself'
            : job.rollback === 'propose'
              ? 'proposed to take back'
              : 'nothing follows',
        ],
        [
          'Takes back',
          job.rollback_of === null ? null : (
            <a key="of" href={keepRange(`/jobs/${job.rollback_of}`)}>
              {job.rollback_of}
            </a>
          ),
        ],
        ['Made', <Ago key="made" ms={Date.parse(job.created_at)} />],
        ['By', job.created_by],
        [
          'Ended',
          job.completed_at === null ? null : <Ago key="ended" ms={Date.parse(job.completed_at)} />,
        ],
        ['Job', <code key="id">{job.job_id}</code>],
      ]}
    />
  );
}

/** One job: how far it is on each device, why some failed, and what it did to them. */
export function JobPage({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const jobId = params.job_id ?? '';
  const resource = useResource<typeof showJob>(
    '/api/v1/jobs/{job_id}',
    { parameters: { job_id: jobId } },
    { follow: ['jobs'], pauseSeconds: 1, everySeconds: 15 },
  );
  const job = resource.data;
  const verdict = readVerdict(job?.verdict);
  const isOpen = job !== undefined && (openJobStatuses as readonly string[]).includes(job.status);
  return (
    <>
      <PageHead
        title={job?.action ?? 'Job'}
        before={<a href={keepRange('/jobs')}>Jobs</a>}
        mark={job !== undefined && <Tag tone={toneOfJob(job.status)}>{job.status}</Tag>}
      >
        {job !== undefined && isAdmin() && (
          <JobActions job={job} isOpen={isOpen} onDone={resource.reload} />
        )}
      </PageHead>
      <Panel
        title={job === undefined ? 'Devices' : countOf(job.targets.total, 'device')}
        resource={resource}
        skeleton={{ height: 90 }}
      >
        {(shown) => (
          <>
            <JobTiles job={shown} />
            <JobMeter targets={shown.targets} />
            {shown.error_message !== null && <p class="t-bad">{shown.error_message}</p>}
          </>
        )}
      </Panel>
      <div class="cols">
        <JobTargets jobId={jobId} isOpen={isOpen} total={job?.targets.total ?? 0} />
        <Panel title="About it" resource={resource} skeleton={{ rows: 8 }}>
          {(shown) => <JobFacts job={shown} />}
        </Panel>
      </div>
      {verdict !== undefined && (
        <Panel title="What it did to the devices">
          <VerdictView verdict={verdict} />
        </Panel>
      )}
    </>
  );
}
