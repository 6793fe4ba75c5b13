import { useState } from 'preact/hooks';
import { Ago } from '../../components/ago.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { formatBytes, formatNumber } from '../../format/numbers.ts';
import type { Resource } from '../../resources/use-resource.ts';
import { isAdmin } from '../../shell/session.ts';
import { PolicyDialog } from './policy-dialog.tsx';
import type { Retention, TableSize } from './retention-data.ts';

/** How long a table keeps its rows, in words. */
function keepsInWords({ policy, why }: TableSize): string {
  if (policy === null) return why ?? 'for ever';
  if (!policy.cleanup_enabled) return 'for ever';
  return `${formatNumber(policy.retention_days)} days${policy.archive_before_delete ? ', then archived' : ''}`;
}

/** Each table: how large, how it grows, how long it keeps rows, and what hinders it. */
export function TableSizes({ resource }: { readonly resource: Resource<Retention> }) {
  const [chosen, setChosen] = useState<TableSize>();
  return (
    <Panel title="Tables, the largest first" isFlush resource={resource} skeleton={{ rows: 14 }}>
      {({ tables }) => (
        <>
          <Table
            label="Tables"
            rows={tables.toSorted((a, b) => b.bytes - a.bytes)}
            rowKey={({ table }) => table}
            {...(isAdmin()
              ? { onOpen: (row: TableSize) => row.policy !== null && setChosen(row) }
              : {})}
            columns={[
              {
                name: 'table',
                title: 'Table',
                cell: ({ table }) => <span class="mono">{table}</span>,
              },
              {
                name: 'bytes',
                title: 'Size',
                isNumber: true,
                cell: ({ bytes }) => formatBytes(bytes),
              },
              {
                name: 'rows',
                title: 'Rows, about',
                isNumber: true,
                isMinor: true,
                cell: ({ rows }) => formatNumber(rows),
              },
              {
                name: 'growth',
                title: 'A day',
                isNumber: true,
                isMinor: true,
                cell: ({ bytes_per_day: bytes }) =>
                  formatBytes(bytes === null ? null : Math.max(bytes, 0)),
              },
              {
                name: 'oldest',
                title: 'Oldest',
                isNumber: true,
                isMinor: true,
                cell: ({ oldest }) => (oldest === null ? '–' : <Ago ms={Date.parse(oldest)} />),
              },
              {
                name: 'keeps',
                title: 'Keeps',
                cell: (row) => (
                  <>
                    {keepsInWords(row)} {row.policy?.is_default === false && <Tag>own policy</Tag>}{' '}
                    {row.holds.length > 0 && <Tag tone="maint">held</Tag>}
                  </>
                ),
              },
              {
                name: 'freed',
                title: 'Freed so far',
                isNumber: true,
                isMinor: true,
                cell: ({ bytes_freed: bytes }) => formatBytes(bytes),
              },
              {
                name: 'state',
                title: 'State',
                isMinor: true,
                cell: ({ error, skipped }) =>
                  error !== null ? (
                    <span class="t-bad">{error}</span>
                  ) : (
                    (skipped ?? <span class="faint">as it should be</span>)
                  ),
              },
            ]}
          />
          {chosen !== undefined && (
            <PolicyDialog
              row={chosen}
              onClose={() => setChosen(undefined)}
              onDone={resource.reload}
            />
          )}
        </>
      )}
    </Panel>
  );
}
