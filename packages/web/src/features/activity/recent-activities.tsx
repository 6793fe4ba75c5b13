import type { userActivities } from '@homepot/catalogue';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { formatWithUnit } from '../../format/numbers.ts';
import { useRows } from '../../resources/use-rows.ts';
import { formatInstant } from '../../time/format-time.ts';
import { useRange } from '../../time/use-range.ts';
import { useZone } from '../../time/use-zone.ts';

const shownMax = 100;

interface RecentActivitiesProps {
  readonly user: string;
  readonly session: string;
}

/** What one person did, step by step, or what happened in one session. */
export function RecentActivities({ user, session }: RecentActivitiesProps) {
  const { query } = useRange();
  const { zone } = useZone();
  const resource = useRows<typeof userActivities>('user-activities', {
    ...query,
    limit: shownMax,
    ...(session === '' ? { user_id: user } : { session_id: session }),
  });
  const nowMs = Date.now();
  return (
    <Panel
      title={session === '' ? `What ${user} did` : `Session ${session}`}
      isFlush
      resource={resource}
      skeleton={{ rows: 8 }}
      isEmpty={({ data }) => data.length === 0}
      empty={<Empty kind="filtered">Nothing in this range.</Empty>}
    >
      {({ data }) => (
        <Table
          label="Activities, the newest first"
          rows={data}
          rowKey={(row) => String(row.id)}
          columns={[
            {
              name: 'when',
              title: 'When',
              cell: (row) => formatInstant(Date.parse(row.timestamp), zone, nowMs, true),
            },
            {
              name: 'type',
              title: 'What',
              cell: (row) => <Tag>{row.activity_type.replace('_', ' ')}</Tag>,
            },
            {
              name: 'page',
              title: 'Page',
              cell: (row) => <span class="mono">{row.page_url ?? '–'}</span>,
            },
            {
              name: 'detail',
              title: 'Detail',
              isMinor: true,
              cell: (row) => row.search_query ?? row.element_id ?? '–',
            },
            {
              name: 'took',
              title: 'Took',
              isNumber: true,
              isMinor: true,
              cell: (row) => formatWithUnit(row.duration_ms, 'ms'),
            },
          ]}
        />
      )}
    </Panel>
  );
}
