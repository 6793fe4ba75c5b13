import type { AnswerOf, listExports } from '@homepot/catalogue';
import { Ago } from '../../components/ago.tsx';
import { Empty } from '../../components/empty.tsx';
import { Meter } from '../../components/meter.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { countOf, formatBytes, formatNumber } from '../../format/numbers.ts';
import { usePages } from '../../resources/use-pages.ts';
import { keepRange } from '../../url/keep-range.ts';
import { toneOfExport } from './export-words.ts';

type Export = AnswerOf<typeof listExports>['data'][number];

/** Exports, the newest first. */
export function ExportList() {
  const { rows, resource, more, isLoading } = usePages<typeof listExports, Export>(
    '/api/v1/exports',
    { query: { limit: 50 } },
    { everySeconds: 3 },
  );
  return (
    <Panel
      title="Data sets, the newest first"
      isFlush
      resource={resource}
      skeleton={{ rows: 6 }}
      isEmpty={() => rows.length === 0}
      empty={
        <Empty kind="nothing-sent" title="No data set was made yet">
          Rows leave without names: people, networks and free text become pseudonyms or less.{' '}
          <a href={keepRange('/export/new')}>Make one</a>
        </Empty>
      }
    >
      {() => (
        <>
          <Table
            label="Exports"
            rows={rows}
            rowKey={(row) => row.export_id}
            href={(row) => keepRange(`/export/${row.export_id}`)}
            columns={[
              {
                name: 'what',
                title: 'What',
                cell: (row) => row.request.tables?.join(', ') || 'features',
              },
              {
                name: 'status',
                title: 'State',
                cell: (row) => <Tag tone={toneOfExport(row.status)}>{row.status}</Tag>,
              },
              {
                name: 'done',
                title: 'Done',
                width: '140px',
                isMinor: true,
                cell: (row) => (
                  <>
                    {row.steps_done} of {countOf(row.steps, 'step')}
                    <Meter
                      label={`${row.steps_done} of ${row.steps} steps`}
                      parts={[
                        { share: row.steps === 0 ? 0 : row.steps_done / row.steps, tone: 'accent' },
                      ]}
                    />
                  </>
                ),
              },
              {
                name: 'rows',
                title: 'Rows',
                isNumber: true,
                cell: (row) => formatNumber(row.rows),
              },
              {
                name: 'bytes',
                title: 'Size',
                isNumber: true,
                isMinor: true,
                cell: (row) => formatBytes(row.bytes),
              },
              {
                name: 'pseudonyms',
                title: 'Pseudonyms',
                isMinor: true,
                cell: (row) => row.pseudonyms,
              },
              { name: 'who', title: 'By', isMinor: true, cell: (row) => row.created_by ?? '–' },
              {
                name: 'when',
                title: 'Made',
                isNumber: true,
                cell: (row) => <Ago ms={Date.parse(row.created_at)} />,
              },
            ]}
          />
          <MoreRows shown={countOf(rows.length, 'data set')} onMore={more} isLoading={isLoading} />
        </>
      )}
    </Panel>
  );
}
