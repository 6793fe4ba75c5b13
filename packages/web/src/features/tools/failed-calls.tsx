import type { toolUsageLogs } from '@homepot/catalogue';
import { Ago } from '../../components/ago.tsx';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { formatWithUnit } from '../../format/numbers.ts';
import { useRows } from '../../resources/use-rows.ts';
import { useRange } from '../../time/use-range.ts';
import type { ChosenTool } from './chosen-tool.ts';
import { chosenQuery } from './chosen-tool.ts';

const shownMax = 15;

/** The newest calls that did not do what was asked. */
export function FailedCalls({ chosen }: { readonly chosen: ChosenTool }) {
  const { query } = useRange();
  const resource = useRows<typeof toolUsageLogs>('tool-usage', {
    ...query,
    ...chosenQuery(chosen),
    success: false,
    limit: shownMax,
  });
  return (
    <Panel
      title="Newest failed calls"
      isFlush
      resource={resource}
      skeleton={{ rows: 5 }}
      isEmpty={({ data }) => data.length === 0}
      empty={<Empty kind="all-well">No call of this range failed.</Empty>}
    >
      {({ data }) => (
        <Table
          label="Newest failed calls"
          rows={data}
          rowKey={(row) => String(row.id)}
          columns={[
            { name: 'when', title: 'When', cell: (row) => <Ago ms={Date.parse(row.timestamp)} /> },
            { name: 'tool', title: 'Tool', cell: (row) => `${row.tool_name} / ${row.operation}` },
            {
              name: 'outcome',
              title: 'Outcome',
              cell: (row) => (
                <Tag tone={row.outcome === 'cancelled' ? 'off' : 'bad'}>
                  {String(row.outcome).replace('_', ' ')}
                </Tag>
              ),
            },
            {
              name: 'duration',
              title: 'Took',
              isNumber: true,
              cell: (row) => formatWithUnit(row.duration_ms, 'ms'),
            },
            { name: 'user', title: 'User', isMinor: true, cell: (row) => row.user_id ?? '–' },
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
