import { Empty } from '../../components/empty.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { countOf, formatNumber } from '../../format/numbers.ts';
import type { Resource } from '../../resources/use-resource.ts';
import { keepRange } from '../../url/keep-range.ts';
import type { ApiPerformance } from './api-tiles.tsx';

/** Who asks most, by whole days. */
export function ApiUsers({ resource }: { readonly resource: Resource<ApiPerformance> }) {
  return (
    <Panel title="By user" isFlush resource={resource} skeleton={{ rows: 8 }}>
      {({ users }) => {
        if (users === null)
          return <Empty kind="filtered">Users are not kept apart by method.</Empty>;
        if (users.busiest.length === 0)
          return <Empty kind="nothing-sent">Nobody who was signed in.</Empty>;
        return (
          <>
            <Table
              label="Users with the most requests"
              rows={users.busiest}
              rowKey={(row) => row.user_id}
              href={(row) => keepRange(`/activity?user=${encodeURIComponent(row.user_id)}`)}
              columns={[
                { name: 'user', title: 'User', cell: (row) => row.user_id },
                {
                  name: 'count',
                  title: 'Requests',
                  isNumber: true,
                  cell: (row) => formatNumber(row.count),
                },
              ]}
            />
            <MoreRows shown={`${countOf(users.user_count, 'user')} by whole days`} />
          </>
        );
      }}
    </Panel>
  );
}
