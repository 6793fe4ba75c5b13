import type {
  AnswerOf,
  listNotifiers,
  removeNotifier,
  testNotifier,
  updateNotifier,
} from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import { Problem } from '../../components/problem.tsx';
import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { tell } from '../../components/toast.tsx';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import { usePages } from '../../resources/use-pages.ts';
import { NotifierDialog } from './notifier-dialog.tsx';

type Notifier = AnswerOf<typeof listNotifiers>['data'][number];

const path = '/api/v1/notifiers/{id}';

function NotifierActions({
  notifier,
  onDone,
}: {
  readonly notifier: Notifier;
  readonly onDone: () => void;
}) {
  const { id, enabled, name } = notifier;
  const [isLeaving, setLeaving] = useState(false);
  const test = useAction(async () => {
    const { state, last_error: why } = await call<typeof testNotifier>(
      'POST',
      '/api/v1/notifiers/{id}/test',
      { parameters: { id } },
    );
    tell(state === 'sent' ? `${name} was told.` : `${name} was not told: ${why ?? state}.`);
  });
  const toggle = useAction(async () => {
    await call<typeof updateNotifier>('PATCH', path, {
      parameters: { id },
      body: { enabled: !enabled },
    });
    onDone();
  });
  const remove = useAction(async () => {
    await call<typeof removeNotifier>('DELETE', path, { parameters: { id } });
    onDone();
  });
  const error = test.error ?? toggle.error;
  return (
    <span class="row-end">
      <Button isBusy={test.isBusy} onClick={() => void test.run()}>
        Test
      </Button>
      <Button isBusy={toggle.isBusy} onClick={() => void toggle.run()}>
        {enabled ? 'Switch off' : 'Switch on'}
      </Button>
      <Button kind="danger" onClick={() => setLeaving(true)}>
        Remove
      </Button>
      {error !== undefined && <Problem error={error} />}
      {isLeaving && (
        <Confirm
          title={`Remove ${name}?`}
          verb="Remove"
          isDanger
          action={remove}
          onClose={() => setLeaving(false)}
        >
          <p>It is told nothing more. The log of what it was told stays.</p>
        </Confirm>
      )}
    </span>
  );
}

/** Who is told of alerts. */
export function Notifiers() {
  const [isNew, setNew] = useState(false);
  const { rows, resource } = usePages<typeof listNotifiers, Notifier>('/api/v1/notifiers', {
    query: { limit: 100 },
  });
  return (
    <>
      <Panel
        title="Who is told"
        aside={<Button onClick={() => setNew(true)}>New notifier</Button>}
        isFlush
        resource={resource}
        skeleton={{ rows: 3 }}
        isEmpty={() => rows.length === 0}
        empty={
          <Empty kind="nothing-sent">
            Alerts are shown here alone. A webhook, e-mail or the log can be told too.
          </Empty>
        }
      >
        {() => (
          <Table
            label="Notifiers"
            rows={rows}
            rowKey={({ id }) => String(id)}
            isFaded={({ enabled }) => !enabled}
            columns={[
              { name: 'name', title: 'Name', cell: ({ name }) => name },
              { name: 'kind', title: 'Kind', cell: ({ kind }) => <Tag>{kind}</Tag> },
              {
                name: 'where',
                title: 'Where',
                cell: ({ configuration: { url, to } }) => (
                  <span class="mono">{url ?? to?.join(', ') ?? 'the log of the server'}</span>
                ),
              },
              {
                name: 'state',
                title: 'State',
                isMinor: true,
                cell: ({ enabled, disabled_reason: why }) => (enabled ? 'on' : (why ?? 'off')),
              },
              {
                name: 'do',
                title: <span class="sr-only">Actions</span>,
                isNumber: true,
                cell: (notifier) => (
                  <NotifierActions notifier={notifier} onDone={resource.reload} />
                ),
              },
            ]}
          />
        )}
      </Panel>
      {isNew && <NotifierDialog onClose={() => setNew(false)} onDone={resource.reload} />}
    </>
  );
}
