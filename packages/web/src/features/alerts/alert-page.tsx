import type { AnswerOf, acknowledgeAlert, showAlert } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Ago } from '../../components/ago.tsx';
import { Button } from '../../components/button.tsx';
import { Facts } from '../../components/facts.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { Problem } from '../../components/problem.tsx';
import { Tag } from '../../components/tag.tsx';
import { tell } from '../../components/toast.tsx';
import { formatNumber } from '../../format/numbers.ts';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import { useResource } from '../../resources/use-resource.ts';
import { isAdmin } from '../../shell/session.ts';
import { keepRange } from '../../url/keep-range.ts';
import { toneOfSeverity, toneOfState } from './alert-words.ts';
import { SilenceDialog } from './silence-dialog.tsx';

type Alert = AnswerOf<typeof showAlert>;

function AlertFacts({ alert }: { readonly alert: Alert }) {
  const ago = (instant: string | null) =>
    instant === null ? null : <Ago key={instant} ms={Date.parse(instant)} />;
  const device = alert.labels.device_id;
  return (
    <Facts
      facts={[
        [
          'About',
          device === undefined ? (
            alert.subject || 'all together'
          ) : (
            <a key="device" href={keepRange(`/devices/${encodeURIComponent(device)}`)}>
              {device}
            </a>
          ),
        ],
        ['Bad since', ago(alert.since)],
        ['Fired', ago(alert.fired_at)],
        ['Resolved', ago(alert.resolved_at)],
        ['Because', alert.resolved_reason],
        [
          'Value',
          `${formatNumber(alert.value)}, worst ${formatNumber(alert.peak_value)}, limit ${formatNumber(alert.threshold)}`,
        ],
        ['Told', ago(alert.told_at)],
        ['Not told because', alert.muted_reason?.replaceAll('_', ' ')],
        ['Taken care of by', alert.acknowledged_by],
        ['Origin', alert.provenance],
        [
          'What to do',
          alert.runbook_url === null ? null : (
            <a key="book" href={alert.runbook_url} rel="noreferrer">
              {alert.runbook_url}
            </a>
          ),
        ],
        [
          'Rule',
          <a key="rule" href={keepRange(`/alerts/rules/${alert.rule_id}`)}>
            {alert.rule_name}
          </a>,
        ],
      ]}
    />
  );
}

/** One alert: what is wrong with what, since when, and who knows. */
export function AlertPage({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const id = Number(params.id);
  const [isSilencing, setSilencing] = useState(false);
  const resource = useResource<typeof showAlert>(
    '/api/v1/alerts/{id}',
    { parameters: { id } },
    { follow: ['alerts'], pauseSeconds: 2 },
  );
  const alert = resource.data;
  const acknowledge = useAction(async () => {
    await call<typeof acknowledgeAlert>('POST', '/api/v1/alerts/{id}/acknowledge', {
      parameters: { id },
    });
    tell('Everybody sees that you take care of it.');
    resource.reload();
  });
  const isOpen = alert !== undefined && alert.state !== 'resolved';
  return (
    <>
      <PageHead
        title={alert?.rule_name ?? 'Alert'}
        before={<a href={keepRange('/alerts')}>Alerts</a>}
        mark={
          alert !== undefined && (
            <>
              <Tag tone={toneOfState(alert.state)}>{alert.state}</Tag>{' '}
              <Tag tone={toneOfSeverity(alert.severity)}>{alert.severity}</Tag>
            </>
          )
        }
      >
        {isOpen && isAdmin() && (
          <>
            <Button onClick={() => setSilencing(true)}>Silence</Button>
            {alert.acknowledged_by === null && (
              <Button
                kind="primary"
                isBusy={acknowledge.isBusy}
                onClick={() => void acknowledge.run()}
              >
                I take care of it
              </Button>
            )}
          </>
        )}
      </PageHead>
      {acknowledge.error !== undefined && <Problem error={acknowledge.error} />}
      <Panel title={alert?.summary ?? 'What is wrong'} resource={resource} skeleton={{ rows: 8 }}>
        {(shown) => <AlertFacts alert={shown} />}
      </Panel>
      {isSilencing && alert !== undefined && (
        <SilenceDialog
          given={{ rule: String(alert.rule_id), device: alert.labels.device_id ?? '' }}
          onClose={() => setSilencing(false)}
          onDone={resource.reload}
        />
      )}
    </>
  );
}
