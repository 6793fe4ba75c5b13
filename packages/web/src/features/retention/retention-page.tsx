import type { readRetention, startRetentionRun } from '@homepot/catalogue';
import { Ago } from '../../components/ago.tsx';
import { Button } from '../../components/button.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { Problem } from '../../components/problem.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { Tiles } from '../../components/tiles.tsx';
import { tell } from '../../components/toast.tsx';
import { formatBytes, formatNumber } from '../../format/numbers.ts';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import { useResource } from '../../resources/use-resource.ts';
import { isAdmin } from '../../shell/session.ts';
import { keepRange } from '../../url/keep-range.ts';
import { useUrl } from '../../url/use-url.ts';
import { Holds } from './holds.tsx';
import { Plan } from './plan.tsx';
import type { Retention } from './retention-data.ts';
import { Runs } from './runs.tsx';
import { TableSizes } from './table-sizes.tsx';

const tabs = [
  { name: 'tables', title: 'Tables' },
  { name: 'plan', title: 'Dry run' },
  { name: 'runs', title: 'Runs' },
  { name: 'holds', title: 'Holds' },
] as const;

function RetentionTiles({ data }: { readonly data: Retention }) {
  const growth = data.tables.reduce((sum, { bytes_per_day: bytes }) => sum + (bytes ?? 0), 0);
  const stuck = data.tables.filter(({ error }) => error !== null).length;
  const { last_run: last, next_run_at: next } = data;
  return (
    <Tiles
      label="Storage"
      tiles={[
        { value: formatBytes(data.bytes), label: 'stored', detail: `${data.tables.length} tables` },
        { value: formatBytes(growth), label: 'a day', detail: 'what comes in now' },
        {
          value: last === null ? '–' : formatBytes(last.bytes_freed),
          label: 'freed by the last run',
          detail:
            last === null ? (
              'none yet'
            ) : (
              <Ago ms={Date.parse(last.ended_at ?? last.started_at ?? last.due_at)} />
            ),
        },
        {
          value: next === null ? 'off' : <Ago ms={Date.parse(next)} />,
          label: 'next run',
          detail: data.enabled ? 'by timetable' : 'runs do not begin by themselves',
        },
        {
          value: formatNumber(stuck),
          label: stuck === 1 ? 'table is stuck' : 'tables are stuck',
          ...(stuck > 0 ? { tone: 'bad' as const } : {}),
        },
      ]}
    />
  );
}

/** How much is stored, how long it stays, what left, and what a run would do. */
export function RetentionPage() {
  const [{ tab }] = useUrl({ tab: 'tables' });
  const current = tabs.find(({ name }) => name === tab)?.name ?? 'tables';
  const resource = useResource<typeof readRetention>('/api/v1/retention', {}, { everySeconds: 20 });
  const run = useAction(async () => {
    await call<typeof startRetentionRun>('POST', '/api/v1/retention/runs');
    tell('A run begins within seconds.');
    resource.reload();
  });
  const isRunning = resource.data?.open_run !== null && resource.data !== undefined;
  return (
    <>
      <PageHead title="Retention">
        {isAdmin() && (
          <Button isBusy={run.isBusy || isRunning} onClick={() => void run.run()}>
            {isRunning ? 'A run goes on' : 'Run now'}
          </Button>
        )}
      </PageHead>
      {run.error !== undefined && <Problem error={run.error} />}
      <Panel title="Storage" resource={resource} skeleton={{ height: 72 }}>
        {(data) => <RetentionTiles data={data} />}
      </Panel>
      <Tabs
        label="Parts"
        tabs={tabs}
        current={current}
        href={(name) => keepRange(name === 'tables' ? '/retention' : `/retention?tab=${name}`)}
      />
      {current === 'tables' && <TableSizes resource={resource} />}
      {current === 'plan' && <Plan />}
      {current === 'runs' && <Runs />}
      {current === 'holds' && <Holds />}
    </>
  );
}
