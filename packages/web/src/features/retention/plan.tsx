import type { planRetention } from '@homepot/catalogue';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { countOf, formatBytes, formatNumber } from '../../format/numbers.ts';
import { useResource } from '../../resources/use-resource.ts';
import { formatDay } from '../../time/format-time.ts';

/** What a run would archive and remove now; changes nothing. */
export function Plan() {
  const resource = useResource<typeof planRetention>('/api/v1/retention/plan');
  return (
    <Panel
      title="What a run would do now"
      isFlush
      resource={resource}
      skeleton={{ rows: 8 }}
      isEmpty={({ tables }) => tables.length === 0}
      empty={<Empty kind="all-well">Nothing is older than its policy says.</Empty>}
    >
      {({ tables, rows, bytes, doubt }) => (
        <>
          {doubt !== null && (
            <p class="pad t-bad" role="alert">
              A run would stop first. {doubt}
            </p>
          )}
          <p class="pad quiet">
            About {countOf(rows, 'row')} in {formatBytes(bytes)} would leave.
          </p>
          <Table
            label="What would leave"
            rows={tables}
            rowKey={({ table }) => table}
            isFaded={({ stays }) => stays !== null}
            columns={[
              {
                name: 'table',
                title: 'Table',
                cell: ({ table }) => <span class="mono">{table}</span>,
              },
              {
                name: 'before',
                title: 'All before',
                isNumber: true,
                cell: ({ kept_from: from }) => formatDay(Date.parse(from), 'UTC', Date.now()),
              },
              {
                name: 'rows',
                title: 'Rows',
                isNumber: true,
                cell: (row) => `${row.rows_estimated ? 'about ' : ''}${formatNumber(row.rows)}`,
              },
              {
                name: 'bytes',
                title: 'Size',
                isNumber: true,
                cell: ({ bytes: size }) => formatBytes(size),
              },
              {
                name: 'parts',
                title: 'Partitions',
                isNumber: true,
                isMinor: true,
                cell: ({ part_count: count }) => formatNumber(count),
              },
              {
                name: 'how',
                title: 'How',
                isMinor: true,
                cell: ({ archive }) => (archive ? 'archived, verified, removed' : 'removed'),
              },
              { name: 'stays', title: 'Stays because', cell: ({ stays }) => stays ?? '–' },
            ]}
          />
        </>
      )}
    </Panel>
  );
}
