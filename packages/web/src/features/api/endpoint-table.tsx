import { Empty } from '../../components/empty.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import type { TableColumn } from '../../components/table.tsx';
import { Table } from '../../components/table.tsx';
import { countOf, formatNumber, formatWithUnit } from '../../format/numbers.ts';
import type { ApiPerformance } from './api-tiles.tsx';
import { slowMs, toneOfErrorRate } from './api-tiles.tsx';

type Endpoint = ApiPerformance['endpoints'][number];

/** What endpoints can be ordered by; the greatest first. */
export type EndpointSort = 'count' | 'error_rate' | 'p50' | 'p95' | 'p99' | 'max';

interface EndpointTableProps {
  readonly endpoints: readonly Endpoint[];
  /** How many there are in all. */
  readonly count: number;
  readonly text: string;
  readonly sort: EndpointSort;
  readonly selected: string | undefined;
  readonly onSort: (sort: EndpointSort) => void;
  readonly onSelect: (endpoint: Endpoint) => void;
}

function measureOf(endpoint: Endpoint, sort: EndpointSort): number {
  if (sort === 'count') return endpoint.count;
  return (sort === 'error_rate' ? endpoint.error_rate : endpoint[`${sort}_response_time_ms`]) ?? -1;
}

const time = (name: 'p50' | 'p95' | 'p99' | 'max'): TableColumn<Endpoint> => ({
  name,
  title: name,
  sort: name,
  isNumber: true,
  ...(name === 'p50' || name === 'max' ? { isMinor: true } : {}),
  cell: (row) => {
    const value = row[`${name}_response_time_ms`];
    return (
      <span class={value !== null && value >= slowMs ? 't-bad' : ''}>
        {formatWithUnit(value, 'ms')}
      </span>
    );
  },
});

const columns: readonly TableColumn<Endpoint>[] = [
  {
    name: 'endpoint',
    title: 'Endpoint',
    cell: (row) => (
      <>
        <span class="faint">{row.method}</span> <span class="mono">{row.endpoint}</span>
      </>
    ),
  },
  {
    name: 'count',
    title: 'Requests',
    sort: 'count',
    isNumber: true,
    cell: (row) => formatNumber(row.count),
  },
  {
    name: 'error_rate',
    title: 'Errors',
    sort: 'error_rate',
    isNumber: true,
    cell: (row) => {
      const tone = toneOfErrorRate(row.error_rate);
      return (
        <span class={tone === undefined ? '' : `t-${tone}`}>
          {formatWithUnit(row.error_rate, '%')}
        </span>
      );
    },
  },
  time('p50'),
  time('p95'),
  time('p99'),
  time('max'),
];

/** The endpoints, ordered by what is asked for; pressing one looks at it alone. */
export function EndpointTable({
  endpoints,
  count,
  text,
  sort,
  selected,
  onSort,
  onSelect,
}: EndpointTableProps) {
  const wanted = text.toLowerCase();
  const rows = endpoints
    .filter(({ endpoint, method }) => `${method} ${endpoint}`.toLowerCase().includes(wanted))
    .toSorted((a, b) => measureOf(b, sort) - measureOf(a, sort));
  if (rows.length === 0) return <Empty kind="filtered">No endpoint contains “{text}”.</Empty>;
  return (
    <>
      <Table
        label="Endpoints"
        columns={columns}
        rows={rows}
        rowKey={(row) => `${row.method} ${row.endpoint}`}
        selected={selected}
        sort={sort}
        onSort={(next) => onSort(next as EndpointSort)}
        onOpen={onSelect}
      />
      <MoreRows
        shown={
          count > endpoints.length
            ? `The busiest ${endpoints.length} of ${count}`
            : countOf(rows.length, 'endpoint')
        }
      />
    </>
  );
}
