import { Empty } from '../../components/empty.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { countOf, formatNumber } from '../../format/numbers.ts';
import type { Resource } from '../../resources/use-resource.ts';
import type { UserActivity } from './activity-tiles.tsx';

const shownMax = 12;

/** Where people were. */
export function TopPages({ resource }: { readonly resource: Resource<UserActivity> }) {
  return (
    <Panel
      title="Pages"
      isFlush
      resource={resource}
      skeleton={{ rows: 8 }}
      isEmpty={({ pages }) => pages.top.length === 0}
      empty={<Empty kind="nothing-sent">No activity named its page.</Empty>}
    >
      {({ pages }) => (
        <>
          <Table
            label="Pages with the most activities"
            rows={pages.top.slice(0, shownMax)}
            rowKey={(row) => row.page_url}
            columns={[
              {
                name: 'page',
                title: 'Page',
                cell: (row) => <span class="mono">{row.page_url}</span>,
              },
              {
                name: 'count',
                title: 'Activities',
                isNumber: true,
                cell: (row) => formatNumber(row.count),
              },
            ]}
          />
          {pages.page_count > shownMax ? (
            <p class="pad faint">
              The first {shownMax} of {formatNumber(pages.page_count)} pages
            </p>
          ) : (
            <MoreRows shown={countOf(pages.page_count, 'page')} />
          )}
        </>
      )}
    </Panel>
  );
}
