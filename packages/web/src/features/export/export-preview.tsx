import type { AnswerOf, previewExport } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import { Problem } from '../../components/problem.tsx';
import { Table } from '../../components/table.tsx';
import { Toggle } from '../../components/toggle.tsx';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import type { ExportBody } from './export-draft.ts';

type Shown = AnswerOf<typeof previewExport>['tables'][number];

/** A row with its place. */
interface Line {
  readonly key: string;
  readonly row: Readonly<Record<string, unknown>>;
}

const textOf = (value: unknown): string =>
  value === null || value === undefined
    ? '–'
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);

function TablePreview({ shown }: { readonly shown: Shown }) {
  const [which, setWhich] = useState<'before' | 'after'>('after');
  const treatments = new Map(shown.columns.map(({ column, treatment }) => [column, treatment]));
  const rows = shown[which];
  const names =
    which === 'after'
      ? shown.columns.filter(({ treatment }) => treatment !== 'drop').map(({ column }) => column)
      : Object.keys(rows[0] ?? {});
  return (
    <Panel
      title={shown.table}
      isFlush
      aside={
        <Toggle
          label={`Rows of ${shown.table}`}
          value={which}
          options={[
            { value: 'before', label: 'As they are' },
            { value: 'after', label: 'As they leave' },
          ]}
          onValue={setWhich}
        />
      }
    >
      {rows.length === 0 ? (
        <Empty kind="filtered">No row of this range.</Empty>
      ) : (
        <Table
          label={`Some rows of ${shown.table}`}
          rows={rows.map((row, at): Line => ({ row, key: String(at) }))}
          rowKey={({ key }) => key}
          columns={names.map((name) => ({
            name,
            title: (
              <>
                {name}{' '}
                <span class="faint">
                  {which === 'after' && treatments.get(name) !== 'keep' ? treatments.get(name) : ''}
                </span>
              </>
            ),
            cell: ({ row }: Line) => <span class="mono">{textOf(row[name]).slice(0, 60)}</span>,
          }))}
        />
      )}
    </Panel>
  );
}

/** Some rows as they are and as they would leave. */
export function ExportPreview({ body }: { readonly body: ExportBody }) {
  const [tables, setTables] = useState<readonly Shown[]>();
  const look = useAction(async () => {
    setTables(
      (await call<typeof previewExport>('POST', '/api/v1/exports/preview', { body })).tables,
    );
  });
  return (
    <>
      <div class="row-end">
        <Button isBusy={look.isBusy} onClick={() => void look.run()}>
          Preview 20 rows
        </Button>
      </div>
      {look.error !== undefined && <Problem error={look.error} />}
      {tables?.map((shown) => (
        <TablePreview key={shown.table} shown={shown} />
      ))}
    </>
  );
}
