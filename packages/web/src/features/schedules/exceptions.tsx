import type { putScheduleException, removeScheduleException } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { Check } from '../../components/check.tsx';
import { Empty } from '../../components/empty.tsx';
import { Field } from '../../components/field.tsx';
import { Panel } from '../../components/panel.tsx';
import { Problem } from '../../components/problem.tsx';
import { Table } from '../../components/table.tsx';
import { tell } from '../../components/toast.tsx';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import type { Resource } from '../../resources/use-resource.ts';
import { isAdmin } from '../../shell/session.ts';
import type { SiteSchedules } from './week-draft.ts';
import './schedules.css';

const path = '/api/v1/sites/{site_id}/schedules/exceptions/{date}';

interface ExceptionsProps {
  readonly siteId: string;
  readonly resource: Resource<SiteSchedules>;
}

function NewException({
  siteId,
  onDone,
}: {
  readonly siteId: string;
  readonly onDone: () => void;
}) {
  const [date, setDate] = useState('');
  const [isClosed, setClosed] = useState(true);
  const [open, setOpen] = useState('');
  const [close, setClose] = useState('');
  const [notes, setNotes] = useState('');
  const put = useAction(async () => {
    const hours = isClosed ? {} : { open_time: open, close_time: close };
    const body = { is_closed: isClosed, ...hours, ...(notes === '' ? {} : { notes }) };
    await call<typeof putScheduleException>('PUT', path, {
      parameters: { site_id: siteId, date },
      body,
    });
    tell(`${date} keeps other hours.`);
    setDate('');
    onDone();
  });
  return (
    <form
      class="schedules-line"
      onSubmit={(event) => {
        event.preventDefault();
        void put.run();
      }}
    >
      <Field label="Day" type="date" value={date} onValue={setDate} required />
      {!isClosed && <Field label="Opens" type="time" value={open} onValue={setOpen} required />}
      {!isClosed && <Field label="Closes" type="time" value={close} onValue={setClose} required />}
      <Field label="Why" value={notes} onValue={setNotes} placeholder="Holiday" maxLength={2_000} />
      <Check label="Closed" isOn={isClosed} onChange={setClosed} />
      <Button type="submit" isBusy={put.isBusy}>
        Add day
      </Button>
      {put.error !== undefined && <Problem error={put.error} />}
    </form>
  );
}

/** Days that keep other hours: holidays, late openings. */
export function Exceptions({ siteId, resource }: ExceptionsProps) {
  const remove = useAction(async (date: string) => {
    await call<typeof removeScheduleException>('DELETE', path, {
      parameters: { site_id: siteId, date },
    });
    tell(`${date} follows the week again.`);
    resource.reload();
  });
  const canChange = isAdmin();
  return (
    <Panel title="Holidays and other hours" resource={resource} skeleton={{ rows: 3 }}>
      {({ exceptions }) => (
        <>
          {canChange && <NewException siteId={siteId} onDone={resource.reload} />}
          {remove.error !== undefined && <Problem error={remove.error} />}
          {exceptions.length === 0 ? (
            <Empty kind="all-well" title="Every day follows the week" />
          ) : (
            <Table
              label="Days that keep other hours"
              rows={exceptions}
              rowKey={({ date }) => date}
              columns={[
                { name: 'date', title: 'Day', cell: ({ date }) => date },
                {
                  name: 'hours',
                  title: 'Hours',
                  cell: (row) =>
                    row.is_closed
                      ? 'closed'
                      : `${row.open_time?.slice(0, 5)}–${row.close_time?.slice(0, 5)}`,
                },
                { name: 'notes', title: 'Why', cell: ({ notes }) => notes ?? '–' },
                ...(canChange
                  ? [
                      {
                        name: 'remove',
                        title: <span class="sr-only">Remove</span>,
                        isNumber: true,
                        cell: ({ date }: { readonly date: string }) => (
                          <Button
                            onClick={() => void remove.run(date)}
                            aria-label={`Remove ${date}`}
                          >
                            Remove
                          </Button>
                        ),
                      },
                    ]
                  : []),
              ]}
            />
          )}
        </>
      )}
    </Panel>
  );
}
