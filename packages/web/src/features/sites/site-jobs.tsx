import type { listJobs } from '@homepot/catalogue';
import { Ago } from '../../components/ago.tsx';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { formatNumber } from '../../format/numbers.ts';
import { useResource } from '../../resources/use-resource.ts';
import { keepRange } from '../../url/keep-range.ts';
import { toneOfJob } from '../jobs/job-words.ts';

/** The latest jobs for a site. */
export function SiteJobs({ siteId }: { readonly siteId: string }) {
  const jobs = useResource<typeof listJobs>(
    '/api/v1/jobs',
    { query: { site_id: siteId, limit: 8 } },
    { follow: ['jobs'] },
  );
  return (
    <Panel
      title="Jobs"
      aside={<a href={keepRange(`/jobs?site=${encodeURIComponent(siteId)}`)}>All of them</a>}
      isFlush
      resource={jobs}
      skeleton={{ rows: 3 }}
      isEmpty={({ data }) => data.length === 0}
      empty={<Empty kind="nothing-sent" title="No job for this site" />}
    >
      {({ data }) => (
        <Table
          label="Jobs of the site"
          rows={data}
          rowKey={({ job_id }) => job_id}
          href={({ job_id }) => keepRange(`/jobs/${job_id}`)}
          columns={[
            { name: 'what', title: 'What', cell: ({ action }) => action },
            {
              name: 'status',
              title: 'Status',
              cell: ({ status }) => <Tag tone={toneOfJob(status)}>{status}</Tag>,
            },
            {
              name: 'verified',
              title: 'Verified',
              isNumber: true,
              cell: ({ targets }) =>
                `${formatNumber(targets.verified)} of ${formatNumber(targets.total)}`,
            },
            {
              name: 'when',
              title: 'Made',
              isNumber: true,
              isMinor: true,
              cell: (job) => <Ago ms={Date.parse(job.created_at)} />,
            },
          ]}
        />
      )}
    </Panel>
  );
}
