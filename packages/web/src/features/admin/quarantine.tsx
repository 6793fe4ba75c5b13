import type { AnswerOf, listQuarantine } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Ago } from '../../components/ago.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Empty } from '../../components/empty.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { countOf, formatBytes } from '../../format/numbers.ts';
import { usePages } from '../../resources/use-pages.ts';

type Record = AnswerOf<typeof listQuarantine>['data'][number];

/** A value of a column, whatever it is. */
const textOf = (row: Record, name: string): string => {
  const value = (row as unknown as { readonly [column: string]: unknown })[name];
  return value === null || value === undefined ? '–' : String(value);
};

/** Records that were kept aside and not stored, and why. */
export function Quarantine() {
  const [open, setOpen] = useState<Record>();
  const { rows, resource, more, isLoading } = usePages<typeof listQuarantine, Record>(
    '/api/v1/quarantine',
    { query: { limit: 50 } as never },
  );
  return (
    <>
      <Panel
        title="Kept aside, not stored"
        isFlush
        resource={resource}
        skeleton={{ rows: 5 }}
        isEmpty={() => rows.length === 0}
        empty={<Empty kind="all-well">Every record that was taken is stored.</Empty>}
      >
        {() => (
          <>
            <Table
              label="Records in quarantine"
              rows={rows}
              rowKey={(row) => textOf(row, 'id')}
              onOpen={setOpen}
              columns={[
                {
                  name: 'when',
                  title: 'When',
                  cell: (row) => <Ago ms={Date.parse(textOf(row, 'received_at'))} />,
                },
                {
                  name: 'table',
                  title: 'Table',
                  cell: (row) => <span class="mono">{textOf(row, 'table_name')}</span>,
                },
                { name: 'code', title: 'Why', cell: (row) => textOf(row, 'code') },
                {
                  name: 'source',
                  title: 'From',
                  isMinor: true,
                  cell: (row) => textOf(row, 'source'),
                },
                {
                  name: 'bytes',
                  title: 'Size',
                  isNumber: true,
                  isMinor: true,
                  cell: (row) => formatBytes(row.payload_bytes),
                },
              ]}
            />
            <MoreRows shown={countOf(rows.length, 'record')} onMore={more} isLoading={isLoading} />
          </>
        )}
      </Panel>
      {open !== undefined && (
        <Dialog
          title={`Kept aside: ${textOf(open, 'code')}`}
          place="side"
          onClose={() => setOpen(undefined)}
        >
          <pre class="wrap">{open.payload}</pre>
        </Dialog>
      )}
    </>
  );
}
