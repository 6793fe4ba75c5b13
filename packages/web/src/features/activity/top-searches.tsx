import { useState } from 'preact/hooks';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { Toggle } from '../../components/toggle.tsx';
import { formatNumber } from '../../format/numbers.ts';
import type { Resource } from '../../resources/use-resource.ts';
import type { UserActivity } from './activity-tiles.tsx';

const shownMax = 12;

/** What people looked for, and what they did not find. */
export function TopSearches({ resource }: { readonly resource: Resource<UserActivity> }) {
  const [which, setWhich] = useState<'all' | 'nothing'>('all');
  const choice = (
    <Toggle
      label="Which searches"
      value={which}
      options={[
        { value: 'all', label: 'All' },
        { value: 'nothing', label: 'Found nothing' },
      ]}
      onValue={setWhich}
    />
  );
  const topOf = ({ searches }: UserActivity) =>
    which === 'all' ? searches.top : searches.top_without_results;
  return (
    <Panel
      title="Searches"
      aside={choice}
      isFlush
      resource={resource}
      skeleton={{ rows: 8 }}
      isEmpty={(data) => topOf(data).length === 0}
      empty={
        which === 'all' ? (
          <Empty kind="nothing-sent">Nobody searched.</Empty>
        ) : (
          <Empty kind="all-well">Every search found something.</Empty>
        )
      }
    >
      {(data) => (
        <Table
          label="The most frequent searches"
          rows={topOf(data).slice(0, shownMax)}
          rowKey={(row) => row.search_query}
          columns={[
            { name: 'search', title: 'Searched for', cell: (row) => row.search_query },
            {
              name: 'count',
              title: 'Times',
              isNumber: true,
              cell: (row) => formatNumber(row.count),
            },
          ]}
        />
      )}
    </Panel>
  );
}
