import type { endSession, listSessions } from '@homepot/catalogue';
import { Ago } from '../../components/ago.tsx';
import { Button } from '../../components/button.tsx';
import { Panel } from '../../components/panel.tsx';
import { Problem } from '../../components/problem.tsx';
import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { tell } from '../../components/toast.tsx';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import { useResource } from '../../resources/use-resource.ts';

/** Where the person is signed in. */
export function Sessions() {
  const resource = useResource<typeof listSessions>('/api/v1/auth/sessions');
  const end = useAction(async (id: string) => {
    await call<typeof endSession>('DELETE', '/api/v1/auth/sessions/{session_id}', {
      parameters: { session_id: id },
    });
    tell('Signed out there.');
    resource.reload();
  });
  return (
    <>
      {end.error !== undefined && <Problem error={end.error} />}
      <Panel title="Where you are signed in" isFlush resource={resource} skeleton={{ rows: 3 }}>
        {({ data }) => (
          <Table
            label="Your sessions"
            rows={data}
            rowKey={(row) => row.session_id}
            columns={[
              {
                name: 'where',
                title: 'From',
                cell: (row) => <span class="mono">{row.ip_address ?? '–'}</span>,
              },
              { name: 'with', title: 'With', isMinor: true, cell: (row) => row.user_agent ?? '–' },
              {
                name: 'last',
                title: 'Last seen',
                isNumber: true,
                cell: (row) => <Ago ms={Date.parse(row.last_activity)} />,
              },
              {
                name: 'ends',
                title: 'Ends',
                isNumber: true,
                isMinor: true,
                cell: (row) => <Ago ms={Date.parse(row.expires_at)} />,
              },
              {
                name: 'do',
                title: <span class="sr-only">End</span>,
                isNumber: true,
                cell: (row) =>
                  row.is_current ? (
                    <Tag tone="ok">this one</Tag>
                  ) : (
                    <Button isBusy={end.isBusy} onClick={() => void end.run(row.session_id)}>
                      Sign out
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Panel>
    </>
  );
}
