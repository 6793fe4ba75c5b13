import type {
  AnswerOf,
  createDeviceCredential,
  listDeviceCredentials,
  revokeDeviceCredential,
  rotateDeviceCredential,
} from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Ago } from '../../components/ago.tsx';
import { Button } from '../../components/button.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import { Problem } from '../../components/problem.tsx';
import { Snippet } from '../../components/snippet.tsx';
import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { tell } from '../../components/toast.tsx';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import { useResource } from '../../resources/use-resource.ts';

type Credential = AnswerOf<typeof listDeviceCredentials>['data'][number];
type Made = AnswerOf<typeof createDeviceCredential>;

/** Whether it is good now, or why not. */
function stateOf({
  revoked_at: revoked,
  expires_at: expires,
}: Credential): 'good' | 'taken back' | 'ran out' {
  if (revoked !== null) return 'taken back';
  return expires !== null && Date.parse(expires) < Date.now() ? 'ran out' : 'good';
}

/** What was just made; it is nowhere else. */
function Secret({ made, onClose }: { readonly made: Made; readonly onClose: () => void }) {
  return (
    <div class="stack" role="status">
      <p>
        The new credential is shown <b>only now</b>. Its public part is <code>{made.key_id}</code>
        {made.mqtt_url !== null && <>, the user name at {made.mqtt_url}</>}.
      </p>
      <Snippet label="The credential" text={made.credential} />
      <Button onClick={onClose}>I have kept it</Button>
    </div>
  );
}

interface CredentialTableProps {
  readonly rows: readonly Credential[];
  readonly onRevoke: (keyId: string) => void;
}

function CredentialTable({ rows, onRevoke }: CredentialTableProps) {
  return (
    <Table
      label="Credentials of the device"
      rows={rows}
      rowKey={({ key_id: id }) => id}
      isFaded={(row) => stateOf(row) !== 'good'}
      columns={[
        { name: 'key', title: 'Public part', cell: ({ key_id: id }) => <code>{id}</code> },
        {
          name: 'state',
          title: 'State',
          cell: (row) => <Tag tone={stateOf(row) === 'good' ? 'ok' : 'off'}>{stateOf(row)}</Tag>,
        },
        {
          name: 'made',
          title: 'Made',
          isMinor: true,
          cell: (row) => <Ago ms={Date.parse(row.created_at)} />,
        },
        {
          name: 'used',
          title: 'Used',
          isMinor: true,
          cell: ({ last_used_at: used }) =>
            used === null ? 'never' : <Ago ms={Date.parse(used)} />,
        },
        {
          name: 'until',
          title: 'Good until',
          cell: ({ expires_at: until }) =>
            until === null ? 'it is taken back' : <Ago ms={Date.parse(until)} />,
        },
        {
          name: 'revoke',
          title: <span class="sr-only">Take back</span>,
          isNumber: true,
          cell: (row) =>
            stateOf(row) === 'good' && (
              <Button
                kind="danger"
                onClick={() => onRevoke(row.key_id)}
                aria-label={`Take back ${row.key_id}`}
              >
                Take back
              </Button>
            ),
        },
      ]}
    />
  );
}

/** What a device proves itself with: issue, replace, take back. For administrators. */
export function Credentials({ deviceId }: { readonly deviceId: string }) {
  const parameters = { device_id: deviceId };
  const [made, setMade] = useState<Made>();
  const [revoked, setRevoked] = useState<string>();
  const list = useResource<typeof listDeviceCredentials>(
    '/api/v1/devices/{device_id}/credentials',
    { parameters },
  );
  const issue = useAction(async () => {
    setMade(
      await call<typeof createDeviceCredential>('POST', '/api/v1/devices/{device_id}/credentials', {
        parameters,
      }),
    );
    list.reload();
  });
  const rotate = useAction(async () => {
    setMade(
      await call<typeof rotateDeviceCredential>(
        'POST',
        '/api/v1/devices/{device_id}/credential/rotate',
        { parameters, body: {} },
      ),
    );
    list.reload();
  });
  const revoke = useAction(async () => {
    await call<typeof revokeDeviceCredential>(
      'DELETE',
      '/api/v1/devices/{device_id}/credentials/{key_id}',
      {
        parameters: { ...parameters, key_id: revoked ?? '' },
      },
    );
    tell('Taken back. Connections with it are closed.');
    list.reload();
  });
  const error = issue.error ?? rotate.error;
  return (
    <Panel
      title="Credentials"
      aside={
        <span class="row">
          <Button isBusy={rotate.isBusy} onClick={() => void rotate.run()}>
            Replace
          </Button>
          <Button kind="primary" isBusy={issue.isBusy} onClick={() => void issue.run()}>
            Issue
          </Button>
        </span>
      }
      resource={list}
      skeleton={{ rows: 3 }}
    >
      {({ data }) => (
        <>
          {error !== undefined && <Problem error={error} />}
          {made !== undefined && <Secret made={made} onClose={() => setMade(undefined)} />}
          <p class="faint">
            Replace: those of now stay good for an hour, so that the device can change over.
          </p>
          {data.length === 0 ? (
            <Empty kind="nothing-sent" title="It has no credential, and cannot report" />
          ) : (
            <CredentialTable rows={data} onRevoke={setRevoked} />
          )}
          {revoked !== undefined && (
            <Confirm
              title="Take this credential back?"
              verb="Take back"
              isDanger
              action={revoke}
              onClose={() => setRevoked(undefined)}
            >
              <p>
                Connections with it are closed within a second; the device is silent until it has
                another.
              </p>
            </Confirm>
          )}
        </>
      )}
    </Panel>
  );
}
