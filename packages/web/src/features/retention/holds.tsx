import type {
  createRetentionHold,
  listRetentionHolds,
  readRetention,
  releaseRetentionHold,
} from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Ago } from '../../components/ago.tsx';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Empty } from '../../components/empty.tsx';
import { Field } from '../../components/field.tsx';
import { Panel } from '../../components/panel.tsx';
import { Problem } from '../../components/problem.tsx';
import { Select } from '../../components/select.tsx';
import { Table } from '../../components/table.tsx';
import { tell } from '../../components/toast.tsx';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import { useResource } from '../../resources/use-resource.ts';
import { isAdmin } from '../../shell/session.ts';

interface NewHoldProps {
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function NewHold({ onClose, onDone }: NewHoldProps) {
  const tables = useResource<typeof readRetention>('/api/v1/retention');
  const names = (tables.data?.tables ?? [])
    .filter(({ policy }) => policy !== null)
    .map(({ table }) => table);
  const [table, setTable] = useState('device_metrics');
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  const [reason, setReason] = useState('');
  const create = useAction(async () => {
    await call<typeof createRetentionHold>('POST', '/api/v1/retention/holds', {
      body: { table, reason, ...(from === '' ? {} : { from }), ...(until === '' ? {} : { until }) },
    });
    tell('Held until somebody lets go.');
    onDone();
    onClose();
  });
  return (
    <Dialog title="Hold a table" onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void create.run();
        }}
      >
        <Select
          label="Table"
          value={table}
          options={(names.length === 0 ? [table] : names).map((value) => ({ value, label: value }))}
          onValue={setTable}
        />
        <Field
          label="From"
          type="date"
          value={from}
          onValue={setFrom}
          hint="Empty: from the first row."
        />
        <Field
          label="Until"
          type="date"
          value={until}
          onValue={setUntil}
          hint="Empty: to the last row."
        />
        <Field label="Why" value={reason} onValue={setReason} required />
        {create.error !== undefined && <Problem error={create.error} />}
        <div class="row-end">
          <Button type="submit" kind="primary" isBusy={create.isBusy}>
            Hold
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What stays whatever the policies say. */
export function Holds() {
  const [isNew, setNew] = useState(false);
  const resource = useResource<typeof listRetentionHolds>('/api/v1/retention/holds');
  const release = useAction(async (id: number) => {
    await call<typeof releaseRetentionHold>('DELETE', '/api/v1/retention/holds/{id}', {
      parameters: { id },
    });
    tell('Let go. What is old enough leaves with the next run.');
    resource.reload();
  });
  return (
    <>
      <Panel
        title="Holds"
        aside={isAdmin() && <Button onClick={() => setNew(true)}>New hold</Button>}
        isFlush
        resource={resource}
        skeleton={{ rows: 3 }}
        isEmpty={({ data }) => data.length === 0}
        empty={
          <Empty kind="all-well" title="Nothing is held">
            A hold keeps rows that a policy would remove.
          </Empty>
        }
      >
        {({ data }) => (
          <Table
            label="Holds"
            rows={data}
            rowKey={({ id }) => String(id)}
            columns={[
              {
                name: 'table',
                title: 'Table',
                cell: ({ table }) => <span class="mono">{table}</span>,
              },
              {
                name: 'what',
                title: 'What',
                cell: ({ from, until }) =>
                  `${from?.slice(0, 10) ?? 'the first row'} to ${until?.slice(0, 10) ?? 'the last row'}`,
              },
              { name: 'why', title: 'Why', cell: ({ reason }) => reason },
              {
                name: 'who',
                title: 'By',
                isMinor: true,
                cell: ({ created_by: who }) => who ?? 'the house',
              },
              {
                name: 'since',
                title: 'Since',
                isNumber: true,
                isMinor: true,
                cell: ({ created_at: at }) => <Ago ms={Date.parse(at)} />,
              },
              {
                name: 'release',
                title: <span class="sr-only">Let go</span>,
                isNumber: true,
                cell: ({ id }) =>
                  isAdmin() && (
                    <Button isBusy={release.isBusy} onClick={() => void release.run(id)}>
                      Let go
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Panel>
      {release.error !== undefined && <Problem error={release.error} />}
      {isNew && <NewHold onClose={() => setNew(false)} onDone={resource.reload} />}
    </>
  );
}
