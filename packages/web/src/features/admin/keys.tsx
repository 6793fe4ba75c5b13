import type { AnswerOf, listKeys, revokeKey } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Ago } from '../../components/ago.tsx';
import { Button } from '../../components/button.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Empty } from '../../components/empty.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { tell } from '../../components/toast.tsx';
import { countOf } from '../../format/numbers.ts';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import { usePages } from '../../resources/use-pages.ts';
import { NewKey } from './new-key.tsx';

type Key = AnswerOf<typeof listKeys>['data'][number];

/** What programs prove themselves with. */
export function Keys() {
  const [isNew, setNew] = useState(false);
  const [leaving, setLeaving] = useState<Key>();
  const { rows, resource, more, isLoading } = usePages<typeof listKeys, Key>('/api/v1/keys', {
    query: { limit: 100 },
  });
  const revoke = useAction(async () => {
    if (leaving === undefined) return;
    await call<typeof revokeKey>('DELETE', '/api/v1/keys/{id}', { parameters: { id: leaving.id } });
    tell('Revoked. It is refused within a second.');
    resource.reload();
  });
  const ago = (instant: string | null) =>
    instant === null ? '–' : <Ago ms={Date.parse(instant)} />;
  return (
    <>
      <Panel
        title="Keys"
        isFlush
        resource={resource}
        skeleton={{ rows: 4 }}
        aside={<Button onClick={() => setNew(true)}>New key</Button>}
        isEmpty={() => rows.length === 0}
        empty={<Empty kind="nothing-sent">No program has a key yet.</Empty>}
      >
        {() => (
          <>
            <Table
              label="Keys"
              rows={rows}
              rowKey={({ id }) => id}
              isFaded={({ revoked_at: at }) => at !== null}
              columns={[
                { name: 'name', title: 'Name', cell: ({ name }) => name },
                { name: 'scope', title: 'May', cell: ({ scope }) => <Tag>{scope}</Tag> },
                { name: 'id', title: 'Id', isMinor: true, cell: ({ id }) => <code>{id}</code> },
                {
                  name: 'who',
                  title: 'Answered for by',
                  isMinor: true,
                  cell: ({ username }) => username,
                },
                {
                  name: 'used',
                  title: 'Last used',
                  isNumber: true,
                  cell: (key) => ago(key.last_used_at),
                },
                {
                  name: 'ends',
                  title: 'Ends',
                  isNumber: true,
                  isMinor: true,
                  cell: (key) => ago(key.expires_at),
                },
                {
                  name: 'do',
                  title: <span class="sr-only">Revoke</span>,
                  isNumber: true,
                  cell: (key) =>
                    key.revoked_at === null ? (
                      <Button kind="danger" onClick={() => setLeaving(key)}>
                        Revoke
                      </Button>
                    ) : (
                      <span class="faint">revoked</span>
                    ),
                },
              ]}
            />
            <MoreRows shown={countOf(rows.length, 'key')} onMore={more} isLoading={isLoading} />
          </>
        )}
      </Panel>
      {isNew && <NewKey onClose={() => setNew(false)} onDone={resource.reload} />}
      {leaving !== undefined && (
        <Confirm
          title={`Revoke ${leaving.name}?`}
          verb="Revoke"
          isDanger
          action={revoke}
          onClose={() => setLeaving(undefined)}
        >
          <p>Whatever uses it is refused within a second, and cannot use it again.</p>
        </Confirm>
      )}
    </>
  );
}
