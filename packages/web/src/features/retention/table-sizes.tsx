import { useState } from 'preact/hooks';
import { Ago } from '../../components/ago.tsx';
import { Panel } from '../../components/panel.tsx';
import type { TableColumn } from '../../components/table.tsx';
import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { Toggle } from '../../components/toggle.tsx';
import { formatBytes, formatNumber } from '../../format/numbers.ts';
import type { Resource } from '../../resources/use-resource.ts';
import { isAdmin } from '../../shell/session.ts';
import { PolicyDialog } from './policy-dialog.tsx';
import type { Retention, TableSize } from './retention-data.ts';

/** PostgreSQL keeps as much for a table in which there is nothing. */
const looksEmptyBytesMax = 128 * 1_024;

/** What was collected, and whatever somebody decided about or that is in trouble. */
const isOfInterest = ({ kind, policy, holds, error }: TableSize): boolean =>
  kind === 'telemetry' || policy?.is_default === false || holds.length > 0 || error !== null;

/** How long a table keeps its rows, in words. */
function keepsInWords({ policy, why }: TableSize): string {
  if (policy === null) return why ?? 'for ever';
  if (!policy.cleanup_enabled) return 'for ever';
  return `${formatNumber(policy.retention_days)} days${policy.archive_before_delete ? ', then archived' : ''}`;
}

const columns: readonly TableColumn<TableSize>[] = [
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
    // PostgreSQL has not looked at all of a table yet where it knows of bytes and no row.
    cell: ({ rows, bytes }) => (rows > 0 || bytes < looksEmptyBytesMax ? formatNumber(rows) : '–'),
  },
  {
    name: 'growth',
    title: 'A day',
    isNumber: true,
    isMinor: true,
    cell: ({ bytes_per_day: bytes }) => formatBytes(bytes === null ? null : Math.max(bytes, 0)),
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
];

/** Each table: how large, how it grows, how long it keeps rows, and what hinders it. */
export function TableSizes({ resource }: { readonly resource: Resource<Retention> }) {
  const [chosen, setChosen] = useState<TableSize>();
  const [which, setWhich] = useState<'collected' | 'all'>('collected');
  return (
    <Panel
      title="Tables, the largest first"
      isFlush
      resource={resource}
      skeleton={{ rows: 10 }}
      aside={
        <Toggle
          label="Which tables"
          value={which}
          options={[
            { value: 'collected', label: 'Collected' },
            { value: 'all', label: 'All' },
          ]}
          onValue={setWhich}
        />
      }
    >
      {({ tables }) => (
        <>
          <Table
            label="Tables"
            rows={tables
              .filter((table) => which === 'all' || isOfInterest(table))
              .toSorted((a, b) => b.bytes - a.bytes)}
            rowKey={({ table }) => table}
            {...(isAdmin()
              ? { onOpen: (row: TableSize) => row.policy !== null && setChosen(row) }
              : {})}
            columns={columns}
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
