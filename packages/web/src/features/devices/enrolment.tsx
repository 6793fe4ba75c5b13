import type {
  AnswerOf,
  createEnrolmentToken,
  listEnrolmentTokens,
  revokeEnrolmentToken,
} from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Ago } from '../../components/ago.tsx';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { Problem } from '../../components/problem.tsx';
import { Snippet } from '../../components/snippet.tsx';
import { Table } from '../../components/table.tsx';
import { tell } from '../../components/toast.tsx';
import { countOf } from '../../format/numbers.ts';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import { usePages } from '../../resources/use-pages.ts';
import './devices.css';

type Token = AnswerOf<typeof listEnrolmentTokens>['data'][number];

/** What became of a token. */
function stateOf(token: Token): string {
  if (token.revoked_at !== null) return 'taken back';
  if (token.used_by !== null) return `traded by ${token.used_by}`;
  return Date.parse(token.expires_at) < Date.now() ? 'ran out' : 'open';
}

function NewToken({ site: given, onDone }: { readonly site: string; readonly onDone: () => void }) {
  const [site, setSite] = useState(given);
  const [device, setDevice] = useState('');
  const [hours, setHours] = useState('24');
  const [token, setToken] = useState('');
  const make = useAction(async () => {
    const made = await call<typeof createEnrolmentToken>('POST', '/api/v1/enrolment-tokens', {
      body: {
        site_id: site,
        expires_in_hours: Number(hours),
        ...(device === '' ? {} : { device_id: device }),
      },
    });
    setToken(made.token);
    onDone();
  });
  return (
    <form
      class="devices-form"
      onSubmit={(event) => {
        event.preventDefault();
        void make.run();
      }}
    >
      <Field
        label="Site, by its id"
        value={site}
        onValue={setSite}
        required
        maxLength={50}
        placeholder="site-001"
      />
      <Field
        label="For this device only"
        value={device}
        onValue={setDevice}
        maxLength={100}
        hint="Any new device where empty."
      />
      <Field
        label="Good for hours"
        type="number"
        min={1}
        max={720}
        value={hours}
        onValue={setHours}
        required
      />
      {make.error !== undefined && <Problem error={make.error} />}
      <Button type="submit" kind="primary" isBusy={make.isBusy}>
        Make a token
      </Button>
      {token !== '' && (
        <>
          <p>On the device, once. It is shown only now:</p>
          <Snippet
            label="Command that enrols a device"
            text={`echo '${token}' | npx homepot agent enrol --url ${location.origin} --token - --folder ./homepot-agent`}
          />
        </>
      )}
    </form>
  );
}

/** Tokens that a device trades for its credential, once each. */
export function Enrolment({
  site,
  onClose,
}: {
  readonly site: string;
  readonly onClose: () => void;
}) {
  const { rows, resource, more, isLoading } = usePages<typeof listEnrolmentTokens, Token>(
    '/api/v1/enrolment-tokens',
    { query: { limit: 50 } },
  );
  const revoke = useAction(async (token_id: string) => {
    await call<typeof revokeEnrolmentToken>('DELETE', '/api/v1/enrolment-tokens/{token_id}', {
      parameters: { token_id },
    });
    tell('The token is taken back.');
    resource.reload();
  });
  return (
    <Dialog title="Enrolment tokens" place="side" onClose={onClose}>
      <div class="stack">
        <NewToken site={site} onDone={resource.reload} />
        {revoke.error !== undefined && <Problem error={revoke.error} />}
        {rows.length > 0 && (
          <>
            <Table
              label="Enrolment tokens"
              rows={rows}
              rowKey={({ token_id: id }) => id}
              columns={[
                {
                  name: 'site',
                  title: 'Site',
                  cell: (token) =>
                    [token.site_id, token.device_id].filter((each) => each !== null).join(', '),
                },
                { name: 'state', title: 'State', cell: stateOf },
                {
                  name: 'until',
                  title: 'Good until',
                  cell: (token) => <Ago ms={Date.parse(token.expires_at)} />,
                },
                {
                  name: 'revoke',
                  title: <span class="sr-only">Take back</span>,
                  cell: (token) =>
                    stateOf(token) === 'open' && (
                      <Button
                        onClick={() => void revoke.run(token.token_id)}
                        aria-label={`Take back the token for ${token.site_id}`}
                      >
                        Take back
                      </Button>
                    ),
                },
              ]}
            />
            <MoreRows shown={countOf(rows.length, 'token')} onMore={more} isLoading={isLoading} />
          </>
        )}
      </div>
    </Dialog>
  );
}
