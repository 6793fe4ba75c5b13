import type { apiRequestLogs } from '@homepot/catalogue';
import { Ago } from '../../components/ago.tsx';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { formatWithUnit } from '../../format/numbers.ts';
import { useRows } from '../../resources/use-rows.ts';
import { useRange } from '../../time/use-range.ts';
import { keepRange } from '../../url/keep-range.ts';

/** How many are shown; the live tail and the lists have the rest. */
const shownMax = 15;

interface FailedRequestsProps {
  /** Only of this one; empty for all. */
  readonly endpoint: string;
  readonly method: string;
}

/** The newest requests that the server could not answer. */
export function FailedRequests({ endpoint, method }: FailedRequestsProps) {
  const { query } = useRange();
  const resource = useRows<typeof apiRequestLogs>('requests', {
    ...query,
    status_class: '5xx',
    limit: shownMax,
    ...(endpoint === '' ? {} : { endpoint }),
  });
  const rows = resource.data?.data.filter((row) => method === '' || row.method === method) ?? [];
  return (
    <Panel
      title="Newest failures (5xx)"
      isFlush
      resource={resource}
      skeleton={{ rows: 4 }}
      isEmpty={() => rows.length === 0}
      empty={<Empty kind="all-well">No request of this range failed on the server.</Empty>}
    >
      {() => (
        <Table
          label="Newest failed requests"
          rows={rows}
          rowKey={(row) => String(row.id)}
          columns={[
            { name: 'when', title: 'When', cell: (row) => <Ago ms={Date.parse(row.timestamp)} /> },
            {
              name: 'status',
              title: 'Status',
              isNumber: true,
              cell: (row) => <span class="t-bad">{row.status_code}</span>,
            },
            {
              name: 'endpoint',
              title: 'Endpoint',
              cell: (row) => (
                <>
                  <span class="faint">{row.method}</span>{' '}
                  <span class="mono">{row.path ?? row.endpoint}</span>
                </>
              ),
            },
            {
              name: 'time',
              title: 'Time',
              isNumber: true,
              cell: (row) => formatWithUnit(row.response_time_ms, 'ms'),
            },
            {
              name: 'user',
              title: 'User',
              isMinor: true,
              cell: (row) =>
                row.user_id === null ? (
                  '–'
                ) : (
                  <a href={keepRange(`/activity?user=${encodeURIComponent(row.user_id)}`)}>
                    {row.user_id}
                  </a>
                ),
            },
            {
              name: 'message',
              title: 'Message',
              isMinor: true,
              cell: (row) => row.error_message ?? '–',
            },
          ]}
        />
      )}
    </Panel>
  );
}
