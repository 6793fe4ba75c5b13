import type { AnswerOf, JobStatus, listJobs } from '@homepot/catalogue';
import { jobStatuses } from '@homepot/catalogue';
import { Ago } from '../../components/ago.tsx';
import { Empty } from '../../components/empty.tsx';
import { FilterBar } from '../../components/filter-bar.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { Select } from '../../components/select.tsx';
import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { countOf, formatNumber } from '../../format/numbers.ts';
import { usePages } from '../../resources/use-pages.ts';
import { isAdmin } from '../../shell/session.ts';
import { keepRange } from '../../url/keep-range.ts';
import { useUrl } from '../../url/use-url.ts';
import { JobMeter } from './job-meter.tsx';
import { stateInWords, toneOfJob, whomInWords } from './job-words.ts';

type Job = AnswerOf<typeof listJobs>['data'][number];

const choices = [
  { value: '', label: 'Any status' },
  ...jobStatuses.map((value) => ({ value, label: value })),
];

/** What was asked of devices, the newest first. */
export function JobsPage() {
  const [{ status, site }, change] = useUrl({ status: '', site: '' });
  const { rows, resource, more, isLoading } = usePages<typeof listJobs, Job>(
    '/api/v1/jobs',
    {
      query: {
        limit: 50,
        ...(status === '' ? {} : { status: status as JobStatus }),
        ...(site === '' ? {} : { site_id: site }),
      },
    },
    { follow: ['jobs'], pauseSeconds: 3 },
  );
  const isFiltered = status !== '' || site !== '';
  const create = isAdmin() && (
    <a class="button button-primary" href={keepRange('/jobs/new')}>
      New job
    </a>
  );
  return (
    <>
      <PageHead title="Jobs">{create}</PageHead>
      <FilterBar
        text={site}
        onText={(value) => change({ site: value }, { replace: true })}
        placeholder="Site, e.g. site-001"
        onClear={isFiltered ? () => change({ status: '', site: '' }) : undefined}
      >
        <Select
          label="Status"
          isLabelHidden
          value={status}
          options={choices}
          onValue={(value) => change({ status: value })}
        />
      </FilterBar>
      <Panel
        title="Jobs, the newest first"
        isFlush
        resource={resource}
        skeleton={{ rows: 10 }}
        isEmpty={() => rows.length === 0}
        empty={
          <Empty kind={isFiltered ? 'filtered' : 'nothing-sent'}>
            {isFiltered ? 'No job fits.' : 'No job was made yet.'} {create}
          </Empty>
        }
      >
        {() => (
          <>
            <Table
              label="Jobs"
              rows={rows}
              rowKey={(job) => job.job_id}
              href={(job) => keepRange(`/jobs/${job.job_id}`)}
              columns={[
                { name: 'action', title: 'What', cell: (job) => job.action },
                {
                  name: 'status',
                  title: 'Status',
                  cell: (job) => <Tag tone={toneOfJob(job.status)}>{job.status}</Tag>,
                },
                {
                  name: 'progress',
                  title: 'Verified',
                  width: '180px',
                  cell: (job) => (
                    <>
                      {formatNumber(job.targets.verified)} of {countOf(job.targets.total, 'device')}
                      <JobMeter targets={job.targets} />
                    </>
                  ),
                },
                { name: 'whom', title: 'For', isMinor: true, cell: whomInWords },
                {
                  name: 'version',
                  title: 'Version',
                  isMinor: true,
                  cell: (job) => job.config_version ?? '–',
                },
                {
                  name: 'verdict',
                  title: 'Verdict',
                  isMinor: true,
                  cell: (job) =>
                    typeof job.verdict?.outcome === 'string'
                      ? stateInWords(job.verdict.outcome)
                      : '–',
                },
                {
                  name: 'created',
                  title: 'Made',
                  isNumber: true,
                  cell: (job) => <Ago ms={Date.parse(job.created_at)} />,
                },
              ]}
            />
            <MoreRows shown={countOf(rows.length, 'job')} onMore={more} isLoading={isLoading} />
          </>
        )}
      </Panel>
    </>
  );
}
