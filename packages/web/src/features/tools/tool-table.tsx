import { useState } from 'preact/hooks';
import { Empty } from '../../components/empty.tsx';
import type { TableColumn } from '../../components/table.tsx';
import { Table } from '../../components/table.tsx';
import { formatNumber, formatWithUnit } from '../../format/numbers.ts';
import type { ChosenTool } from './chosen-tool.ts';
import type { ToolRow } from './tool-rows.ts';
import { keyOf, toolRows } from './tool-rows.ts';
import type { ToolUsage } from './tool-tiles.tsx';
import { slowMs, toneOfSuccess } from './tool-tiles.tsx';
import './tools.css';

interface ToolTableProps {
  readonly packs: ToolUsage['packs'];
  readonly text: string;
  readonly chosen: ChosenTool;
  readonly onChoose: (chosen: Partial<ChosenTool>) => void;
}

const failures = (
  name: 'tool_error' | 'protocol_error' | 'timeout' | 'cancelled',
  title: string,
): TableColumn<ToolRow> => ({
  name,
  title,
  isNumber: true,
  isMinor: true,
  cell: ({ statistics }) => {
    const count = statistics.outcomes[name];
    return count === 0 ? <span class="faint">0</span> : formatNumber(count);
  },
});

const numbers: readonly TableColumn<ToolRow>[] = [
  {
    name: 'count',
    title: 'Calls',
    isNumber: true,
    cell: ({ statistics }) => formatNumber(statistics.count),
  },
  {
    name: 'success',
    title: 'Success',
    isNumber: true,
    cell: ({ statistics }) => {
      const tone = toneOfSuccess(statistics.success_rate);
      return (
        <span class={tone === undefined ? '' : `t-${tone}`}>
          {formatWithUnit(statistics.success_rate, '%')}
        </span>
      );
    },
  },
  failures('tool_error', 'Tool error'),
  failures('protocol_error', 'Protocol'),
  failures('timeout', 'Timeout'),
  failures('cancelled', 'Cancelled'),
  {
    name: 'p50',
    title: 'p50',
    isNumber: true,
    isMinor: true,
    cell: ({ statistics }) => formatWithUnit(statistics.p50_duration_ms, 'ms'),
  },
  {
    name: 'p95',
    title: 'p95',
    isNumber: true,
    cell: ({ statistics }) => (
      <span class={(statistics.p95_duration_ms ?? 0) > slowMs ? 't-bad' : ''}>
        {formatWithUnit(statistics.p95_duration_ms, 'ms')}
      </span>
    ),
  },
];

/** Packs, in them their tools, in these their operations; pressing a line looks at it alone. */
export function ToolTable({ packs, text, chosen, onChoose }: ToolTableProps) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const toggle = (key: string, set: ReadonlySet<string>): ReadonlySet<string> =>
    set.has(key) ? new Set([...set].filter((each) => each !== key)) : new Set([...set, key]);
  const isPack = (key: string): boolean => (JSON.parse(key) as readonly string[])[1] === '';
  // Packs are open until somebody closes them, tools the other way round.
  const isOpen = (key: string): boolean => (isPack(key) ? !closed.has(key) : opened.has(key));
  const rows = toolRows(packs, isOpen, text);
  const name: TableColumn<ToolRow> = {
    name: 'name',
    title: 'Pack, tool, operation',
    cell: (row) => (
      <span class={`tools-name tools-depth-${row.depth}`}>
        {row.hasMore ? (
          <button
            type="button"
            class="tools-fold"
            aria-expanded={isOpen(row.key)}
            aria-label={`${isOpen(row.key) ? 'Close' : 'Open'} ${row.name}`}
            onClick={() =>
              row.depth === 0
                ? setClosed(toggle(row.key, closed))
                : setOpened(toggle(row.key, opened))
            }
          >
            {isOpen(row.key) ? '−' : '+'}
          </button>
        ) : (
          <span class="tools-fold" aria-hidden="true" />
        )}
        {row.name}
      </span>
    ),
  };
  if (rows.length === 0) return <Empty kind="filtered">No tool contains “{text}”.</Empty>;
  return (
    <Table
      label="Packs, tools and operations"
      columns={[name, ...numbers]}
      rows={rows}
      rowKey={(row) => row.key}
      selected={chosen.pack === '' ? undefined : keyOf(chosen.pack, chosen.tool, chosen.operation)}
      onOpen={({ pack, tool, operation }) => onChoose({ pack, tool, operation })}
    />
  );
}
