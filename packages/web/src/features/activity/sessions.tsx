import type { AnswerOf, listActivitySessions } from '@homepot/catalogue';
import { Ago } from '../../components/ago.tsx';
import { Empty } from '../../components/empty.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { countOf, formatNumber } from '../../format/numbers.ts';
import { usePages } from '../../resources/use-pages.ts';
import { formatLength } from '../../time/format-time.ts';
import { useRange } from '../../time/use-range.ts';

type Session = AnswerOf<typeof listActivitySessions>['data'][number];

interface SessionsProps {
  readonly user: string;
  readonly session: string;
  readonly onChoose: (session: string) => void;
}

const pageRows = 25;

/** Sessions of people and agents, those that began last first. */
export function Sessions({ user, session, onChoose }: SessionsProps) {
  const { query } = useRange();
  const { rows, resource, more, isLoading } = usePages<typeof listActivitySessions, Session>(
    '/api/v1/analytics/sessions',
    {
      query: { ...query, limit: pageRows, ...(user === '' ? {} : { user_id: [user] }) },
    },
  );
  return (
    <Panel
      title={user === '' ? 'Sessions' : `Sessions of ${user}`}
      isFlush
      resource={resource}
      skeleton={{ rows: 6 }}
      isEmpty={() => rows.length === 0}
      empty={
        <Empty kind={user === '' ? 'nothing-sent' : 'filtered'}>
          No session began in this range.
        </Empty>
      }
    >
      {() => (
        <>
          <Table
            label="Sessions"
            rows={rows}
            rowKey={(row) => `${row.session_id} ${row.started_at}`}
            selected={
              session === ''
                ? undefined
                : rows
                    .map((row) => `${row.session_id} ${row.started_at}`)
                    .find((key) => key.startsWith(`${session} `))
            }
            onOpen={(row) => onChoose(row.session_id)}
            columns={[
              {
                name: 'user',
                title: 'User',
                cell: (row) => row.user_id ?? <span class="faint">nobody named</span>,
              },
              {
                name: 'began',
                title: 'Began',
                cell: (row) => <Ago ms={Date.parse(row.started_at)} />,
              },
              {
                name: 'length',
                title: 'Length',
                isNumber: true,
                cell: (row) =>
                  row.active ? (
                    <Tag tone="ok">going on</Tag>
                  ) : (
                    formatLength(row.duration_seconds * 1_000)
                  ),
              },
              {
                name: 'activities',
                title: 'Activities',
                isNumber: true,
                cell: (row) => formatNumber(row.activities),
              },
              {
                name: 'searches',
                title: 'Searches',
                isNumber: true,
                isMinor: true,
                cell: (row) => formatNumber(row.searches),
              },
              {
                name: 'tools',
                title: 'Tool calls',
                isNumber: true,
                isMinor: true,
                cell: (row) => formatNumber(row.tool_calls),
              },
              {
                name: 'errors',
                title: 'Errors',
                isNumber: true,
                cell: (row) => (
                  <span class={row.errors > 0 ? 't-bad' : 'faint'}>{formatNumber(row.errors)}</span>
                ),
              },
              {
                name: 'session',
                title: 'Session',
                isMinor: true,
                cell: (row) => <span class="mono">{row.session_id}</span>,
              },
            ]}
          />
          <MoreRows shown={countOf(rows.length, 'session')} onMore={more} isLoading={isLoading} />
        </>
      )}
    </Panel>
  );
}
