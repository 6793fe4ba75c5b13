import type {
  AnswerOf,
  cancelExport,
  removeExport,
  resumeExport,
  showExport,
} from '@homepot/catalogue';
import { Ago } from '../../components/ago.tsx';
import { Button } from '../../components/button.tsx';
import { Facts } from '../../components/facts.tsx';
import { Meter } from '../../components/meter.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { Problem } from '../../components/problem.tsx';
import { Tag } from '../../components/tag.tsx';
import { tell } from '../../components/toast.tsx';
import { countOf, formatBytes, formatNumber } from '../../format/numbers.ts';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import { useResource } from '../../resources/use-resource.ts';
import { keepRange } from '../../url/keep-range.ts';
import { ExportFiles } from './export-files.tsx';
import { toneOfExport } from './export-words.ts';

type Export = AnswerOf<typeof showExport>;

function ExportFacts({ made }: { readonly made: Export }) {
  const ago = (instant: string | null) =>
    instant === null ? null : <Ago key={instant} ms={Date.parse(instant)} />;
  return (
    <Facts
      facts={[
        ['Tables', made.request.tables?.join(', ') || 'features alone'],
        ['Range', `${made.request.from ?? ''} to ${made.request.to ?? ''}`],
        ['Format', made.request.format],
        ['Pseudonyms', made.pseudonyms],
        ['Rows', formatNumber(made.rows)],
        ['Size', formatBytes(made.bytes)],
        ['Left out', `${countOf(made.suppressed_rows, 'row')} alike too few people`],
        ['Made', ago(made.created_at)],
        ['Ended', ago(made.finished_at)],
        ['Removed', ago(made.expires_at)],
        ['By', made.created_by],
      ]}
    />
  );
}

function Actions({ made, onDone }: { readonly made: Export; readonly onDone: () => void }) {
  const parameters = { export_id: made.export_id };
  const cancel = useAction(() =>
    call<typeof cancelExport>('POST', '/api/v1/exports/{export_id}/cancel', { parameters }).then(
      onDone,
    ),
  );
  const resume = useAction(() =>
    call<typeof resumeExport>('POST', '/api/v1/exports/{export_id}/resume', { parameters }).then(
      onDone,
    ),
  );
  const remove = useAction(() =>
    call<typeof removeExport>('DELETE', '/api/v1/exports/{export_id}', { parameters }).then(() => {
      tell('The files are gone; that they left stays known.');
      onDone();
    }),
  );
  const isOpen = made.finished_at === null && made.status !== 'failed';
  const error = cancel.error ?? resume.error ?? remove.error;
  return (
    <>
      {error !== undefined && <Problem error={error} />}
      {isOpen && (
        <Button kind="danger" isBusy={cancel.isBusy} onClick={() => void cancel.run()}>
          Cancel
        </Button>
      )}
      {made.status === 'failed' && (
        <Button kind="primary" isBusy={resume.isBusy} onClick={() => void resume.run()}>
          Go on
        </Button>
      )}
      {made.status === 'completed' && (
        <Button kind="danger" isBusy={remove.isBusy} onClick={() => void remove.run()}>
          Remove the files
        </Button>
      )}
    </>
  );
}

/** One data set: how far it is, its files, and how they are read. */
export function OneExportPage({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const id = params.export_id ?? '';
  const resource = useResource<typeof showExport>(
    '/api/v1/exports/{export_id}',
    { parameters: { export_id: id } },
    { everySeconds: 2 },
  );
  const made = resource.data;
  return (
    <>
      <PageHead
        title="Data set"
        before={<a href={keepRange('/export')}>Export</a>}
        mark={made !== undefined && <Tag tone={toneOfExport(made.status)}>{made.status}</Tag>}
      >
        {made !== undefined && <Actions made={made} onDone={resource.reload} />}
      </PageHead>
      <Panel title={id} resource={resource} skeleton={{ rows: 8 }}>
        {(shown) => (
          <>
            <Meter
              label={`${shown.steps_done} of ${shown.steps} steps`}
              parts={[
                {
                  share: shown.steps === 0 ? 0 : shown.steps_done / shown.steps,
                  tone: shown.status === 'failed' ? 'bad' : 'accent',
                },
              ]}
            />
            {shown.error_message !== null && <p class="t-bad">{shown.error_message}</p>}
            <ExportFacts made={shown} />
          </>
        )}
      </Panel>
      {made?.status === 'completed' && (
        <ExportFiles exportId={id} format={made.request.format ?? 'parquet'} />
      )}
    </>
  );
}
