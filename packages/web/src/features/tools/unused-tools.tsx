import type { readToolUsage } from '@homepot/catalogue';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { formatNumber } from '../../format/numbers.ts';
import { useResource } from '../../resources/use-resource.ts';
import { useRange } from '../../time/use-range.ts';
import { unusedTools } from './list-unused-tools.ts';
import type { ToolUsage } from './tool-tiles.tsx';

/** How far back a tool is known, in days. */
const knownDays = 30;
const dayMs = 86_400_000;

/** Tools that were called before this range, but not in it. */
export function UnusedTools({ used }: { readonly used: ToolUsage['packs'] | undefined }) {
  const { fromMs } = useRange();
  // By whole days, so that the same is asked for some time.
  const until = Math.floor(fromMs / dayMs) * dayMs;
  const resource = useResource<typeof readToolUsage>('/api/v1/metrics/tool-usage', {
    query: {
      start_date: new Date(until - knownDays * dayMs).toISOString(),
      end_date: new Date(until).toISOString(),
    },
  });
  const rows = used === undefined ? [] : unusedTools(resource.data?.packs ?? [], used);
  return (
    <Panel
      title="Not called in this range"
      isFlush
      resource={resource}
      skeleton={{ rows: 4 }}
      isEmpty={() => rows.length === 0}
      empty={<Empty kind="all-well">Every tool of the {knownDays} days before was called.</Empty>}
    >
      {() => (
        <Table
          label={`Tools of the ${knownDays} days before that were not called`}
          rows={rows}
          rowKey={(row) => `${row.pack}/${row.tool}`}
          columns={[
            { name: 'tool', title: 'Tool', cell: (row) => `${row.pack} / ${row.tool}` },
            {
              name: 'count',
              title: 'Calls before',
              isNumber: true,
              cell: (row) => formatNumber(row.count),
            },
          ]}
        />
      )}
    </Panel>
  );
}
