import type { AnswerOf, createLoginLink, listUsers, updateUser } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Ago } from '../../components/ago.tsx';
import { Button } from '../../components/button.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { Panel } from '../../components/panel.tsx';
import { Problem } from '../../components/problem.tsx';
import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { tell } from '../../components/toast.tsx';
import { countOf } from '../../format/numbers.ts';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import { usePages } from '../../resources/use-pages.ts';
import { me } from '../../shell/session.ts';
import { NewUser } from './new-user.tsx';
import { ShownOnce } from './shown-once.tsx';

type User = AnswerOf<typeof listUsers>['data'][number];

/** Who may sign in. */
export function Users() {
  const [isNew, setNew] = useState(false);
  const [link, setLink] = useState<string>();
  const { rows, resource, more, isLoading } = usePages<typeof listUsers, User>('/api/v1/users', {
    query: { limit: 100 },
  });
  const update = useAction(async ({ username, is_active: isActive }: User) => {
    await call<typeof updateUser>('PATCH', '/api/v1/users/{username}', {
      parameters: { username },
      body: { is_active: !isActive },
    });
    tell(isActive ? `${username} is signed out everywhere.` : `${username} may sign in again.`);
    resource.reload();
  });
  const invite = useAction(async (username: string) => {
    const made = await call<typeof createLoginLink>('POST', '/api/v1/users/{username}/login-link', {
      parameters: { username },
    });
    setLink(new URL(made.url, location.origin).href);
  });
  const error = update.error ?? invite.error;
  return (
    <>
      {error !== undefined && <Problem error={error} />}
      <Panel
        title="People"
        isFlush
        resource={resource}
        skeleton={{ rows: 4 }}
        aside={<Button onClick={() => setNew(true)}>New person</Button>}
      >
        {() => (
          <>
            <Table
              label="People"
              rows={rows}
              rowKey={({ username }) => username}
              isFaded={({ is_active: isActive }) => !isActive}
              columns={[
                { name: 'name', title: 'Name', cell: ({ username }) => username },
                { name: 'email', title: 'E-mail', isMinor: true, cell: ({ email }) => email },
                {
                  name: 'role',
                  title: 'May',
                  cell: (user) => (
                    <Tag tone={user.is_active ? 'quiet' : 'off'}>
                      {user.is_active ? (user.is_admin ? 'administer' : 'look') : 'not sign in'}
                    </Tag>
                  ),
                },
                {
                  name: 'since',
                  title: 'Since',
                  isNumber: true,
                  isMinor: true,
                  cell: (user) => <Ago ms={Date.parse(user.created_at)} />,
                },
                {
                  name: 'do',
                  title: <span class="sr-only">Actions</span>,
                  isNumber: true,
                  cell: (user) => (
                    <span class="row-end">
                      {user.is_active && (
                        <Button
                          isBusy={invite.isBusy}
                          onClick={() => void invite.run(user.username)}
                        >
                          Login link
                        </Button>
                      )}
                      {user.username !== (me.value as { username?: string } | null)?.username && (
                        <Button
                          {...(user.is_active ? { kind: 'danger' as const } : {})}
                          isBusy={update.isBusy}
                          onClick={() => void update.run(user)}
                        >
                          {user.is_active ? 'Disable' : 'Enable'}
                        </Button>
                      )}
                    </span>
                  ),
                },
              ]}
            />
            <MoreRows
              shown={countOf(rows.length, 'person', 'people')}
              onMore={more}
              isLoading={isLoading}
            />
          </>
        )}
      </Panel>
      {isNew && <NewUser onClose={() => setNew(false)} onDone={resource.reload} />}
      {link !== undefined && (
        <ShownOnce
          title="Login link"
          text={link}
          note="Whoever opens it first is signed in. It works once."
          onClose={() => setLink(undefined)}
        />
      )}
    </>
  );
}
