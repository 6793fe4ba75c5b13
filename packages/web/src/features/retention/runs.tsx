import type { AnswerOf, listRetentionRuns } from '@homepot/catalogue';
import { Ago } from '../../components/ago.tsx';
import { Empty } from '../../components/empty.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { countOf, formatBytes, formatNumber } from '../../format/numbers.ts';
import { usePages } from '../../resources/use-pages.ts';
import { formatLength } from '../../time/format-time.ts';

type Run = AnswerOf<typeof listRetentionRuns>['data'][number];

const lengthOf = ({ started_at: from, ended_at: to }: Run): string =>
  from === null || to === null ? '–' : formatLength(Date.parse(to) - Date.parse(from));

/** What ran, what it freed, and what failed. */
export function Runs() {
  const { rows, resource, more, isLoading } = usePages<typeof listRetentionRuns, Run>(
    '/api/v1/retention/runs',
    { query: { limit: 50 } },
    { everySeconds: 10 },
  );
  return (
    <Panel
      title="Runs, the newest first"
      isFlush
      resource={resource}
      skeleton={{ rows: 6 }}
      isEmpty={() => rows.length === 0}
      empty={<Empty kind="nothing-sent">Nothing ran yet.</Empty>}
    >
      {() => (
        <>
          <Table
            label="Runs"
            rows={rows}
            rowKey={({ id }) => String(id)}
            columns={[
              {
                name: 'when',
                title: 'When',
                cell: (run) => <Ago ms={Date.parse(run.started_at ?? run.due_at)} />,
              },
              {
                name: 'state',
                title: 'State',
                cell: ({ state, failures }) => (
                  <Tag tone={failures > 0 ? 'bad' : 'quiet'}>{state}</Tag>
                ),
              },
              {
                name: 'why',
                title: 'Why',
                isMinor: true,
                cell: ({ cause, asked_by: who }) =>
                  cause === 'asked' ? `asked by ${who ?? 'somebody'}` : 'timetable',
              },
              {
                name: 'rows',
                title: 'Rows',
                isNumber: true,
                cell: (run) => formatNumber(run.rows_removed),
              },
              {
                name: 'freed',
                title: 'Freed',
                isNumber: true,
                cell: (run) => formatBytes(run.bytes_freed),
              },
              {
                name: 'partitions',
                title: 'Partitions',
                isNumber: true,
                isMinor: true,
                cell: (run) => formatNumber(run.partitions_dropped),
              },
              { name: 'took', title: 'Took', isNumber: true, isMinor: true, cell: lengthOf },
              {
                name: 'error',
                title: 'What failed',
                isMinor: true,
                cell: ({ error }) => error ?? '–',
              },
            ]}
          />
          <MoreRows shown={countOf(rows.length, 'run')} onMore={more} isLoading={isLoading} />
        </>
      )}
    </Panel>
  );
}
