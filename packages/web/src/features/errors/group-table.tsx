import { Sparkline } from '../../chart/sparkline.tsx';
import { Ago } from '../../components/ago.tsx';
import type { TableColumn } from '../../components/table.tsx';
import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { countOf, formatNumber } from '../../format/numbers.ts';
import { keepRange } from '../../url/keep-range.ts';
import type { ErrorGroup } from './error-group.ts';
import { timesInWords, toneOfSeverity } from './error-words.ts';
import './errors.css';

interface GroupTableProps {
  readonly groups: readonly ErrorGroup[];
  readonly sort: string;
  readonly onSort: (sort: string) => void;
  /** Fingerprints of those that something shall be done with; absent for who may do nothing. */
  readonly chosen?: ReadonlySet<string>;
  readonly onChosen?: (chosen: ReadonlySet<string>) => void;
}

function Title({ group }: { readonly group: ErrorGroup }) {
  return (
    <span class="errors-title">
      <b>{group.title}</b>
      <span>
        <Tag tone={toneOfSeverity(group.severity)}>{group.severity}</Tag>{' '}
        <span class="faint">{group.category.replace('_', ' ')}</span>{' '}
        {group.regressions > 0 && (
          <Tag tone="warn">came back {timesInWords(group.regressions)}</Tag>
        )}{' '}
        {group.merged > 0 && (
          <span class="faint">with {countOf(group.merged, 'other')} merged</span>
        )}
      </span>
    </span>
  );
}

const columns: readonly TableColumn<ErrorGroup>[] = [
  { name: 'title', title: 'Error', cell: (group) => <Title group={group} /> },
  {
    name: 'series',
    title: 'When',
    isMinor: true,
    width: '112px',
    cell: ({ series, count }) => (
      <Sparkline values={series} label={`${countOf(count, 'error')} over the range`} />
    ),
  },
  {
    name: 'count',
    title: 'Count',
    sort: 'count',
    isNumber: true,
    cell: ({ count }) => formatNumber(count),
  },
  {
    name: 'devices',
    title: 'Devices',
    isNumber: true,
    isMinor: true,
    cell: ({ devices }) => formatNumber(devices),
  },
  {
    name: 'users',
    title: 'People',
    sort: 'users',
    isNumber: true,
    isMinor: true,
    cell: ({ users }) => formatNumber(users),
  },
  {
    name: 'first',
    title: 'First',
    sort: 'first_seen',
    isNumber: true,
    isMinor: true,
    cell: (group) => <Ago ms={Date.parse(group.first_seen)} />,
  },
  {
    name: 'last',
    title: 'Last',
    sort: 'last_seen',
    isNumber: true,
    cell: ({ last_seen: last }) => (last === null ? '–' : <Ago ms={Date.parse(last)} />),
  },
];

/** Groups of errors; those with a check are dealt with together. */
export function GroupTable({ groups, sort, onSort, chosen, onChosen }: GroupTableProps) {
  const check: TableColumn<ErrorGroup> = {
    name: 'chosen',
    title: <span class="sr-only">Choose</span>,
    width: '40px',
    cell: ({ fingerprint, title }) => (
      <label class="errors-check">
        <input
          type="checkbox"
          aria-label={`Choose ${title}`}
          checked={chosen?.has(fingerprint) === true}
          onChange={({ currentTarget }) => {
            const others = [...(chosen ?? [])].filter((each) => each !== fingerprint);
            onChosen?.(new Set(currentTarget.checked ? [...others, fingerprint] : others));
          }}
        />
      </label>
    ),
  };
  const open = (group: ErrorGroup): string =>
    keepRange(`/errors/${encodeURIComponent(group.fingerprint)}`);
  const linked = columns.map((column) =>
    column.name === 'title'
      ? {
          ...column,
          cell: (group: ErrorGroup) => (
            <a class="errors-link" href={open(group)}>
              <Title group={group} />
            </a>
          ),
        }
      : column,
  );
  return (
    <Table
      label="Groups of errors"
      columns={chosen === undefined ? linked : [check, ...linked]}
      rows={groups}
      rowKey={({ fingerprint }) => fingerprint}
      sort={sort}
      onSort={onSort}
    />
  );
}
