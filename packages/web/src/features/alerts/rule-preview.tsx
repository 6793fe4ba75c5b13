import type { AnswerOf, previewAlertRule } from '@homepot/catalogue';
import { useState } from 'preact/hooks';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import { Problem } from '../../components/problem.tsx';
import { Table } from '../../components/table.tsx';
import { countOf, formatNumber } from '../../format/numbers.ts';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import { formatInstant, formatLength } from '../../time/format-time.ts';
import { useZone } from '../../time/use-zone.ts';
import type { RuleDraft } from './rule-draft.ts';
import { bodyOfRule } from './rule-draft.ts';

type Preview = AnswerOf<typeof previewAlertRule>;

const days = 7;
const shownMax = 30;

function Found({ preview }: { readonly preview: Preview }) {
  const { zone } = useZone();
  const nowMs = Date.now();
  if (preview.episode_count === 0) return <Empty kind="all-well">It would not have fired.</Empty>;
  return (
    <>
      <p class="pad">
        It would have fired <b>{countOf(preview.episode_count, 'time')}</b> for{' '}
        {countOf(preview.subject_count, 'subject')}, with{' '}
        {countOf(preview.notification_count, 'message')} to each notifier;{' '}
        {formatNumber(preview.muted_count)} muted, {formatNumber(preview.firing_now)} firing now.
      </p>
      <Table
        label="When it would have fired"
        rows={preview.episodes.slice(-shownMax).reverse()}
        rowKey={(episode) => `${episode.fired_at} ${episode.subject} ${episode.provenance}`}
        columns={[
          {
            name: 'when',
            title: 'Fired',
            cell: (episode) => formatInstant(Date.parse(episode.fired_at), zone, nowMs),
          },
          { name: 'subject', title: 'About', cell: (episode) => episode.subject || 'all together' },
          {
            name: 'length',
            title: 'For',
            isNumber: true,
            cell: (episode) =>
              episode.resolved_at === null
                ? 'still'
                : formatLength(Date.parse(episode.resolved_at) - Date.parse(episode.fired_at)),
          },
          {
            name: 'peak',
            title: 'Worst',
            isNumber: true,
            cell: (episode) => formatNumber(episode.peak_value),
          },
        ]}
      />
    </>
  );
}

/** What the rule would have found in the last days, with the steps that live alerts take. */
export function RulePreview({ draft }: { readonly draft: RuleDraft }) {
  const [preview, setPreview] = useState<Preview>();
  const look = useAction(async () => {
    setPreview(
      await call<typeof previewAlertRule>('POST', '/api/v1/alert-rules/preview', {
        body: { rule: bodyOfRule(draft), days },
      }),
    );
  });
  const button = (
    <Button isBusy={look.isBusy} onClick={() => void look.run()}>
      {look.isBusy ? 'Looking…' : 'Preview'}
    </Button>
  );
  return (
    <Panel title={`The last ${days} days`} aside={button} isFlush>
      {look.error !== undefined && <Problem error={look.error} onRetry={() => void look.run()} />}
      {preview === undefined ? (
        <Empty kind="filtered" title="Not looked yet">
          Press Preview to see when it would have fired.
        </Empty>
      ) : (
        <>
          <Found preview={preview} />
          {preview.notes.map((note) => (
            <p key={note} class="pad faint">
              {note}
            </p>
          ))}
        </>
      )}
    </Panel>
  );
}
