import type { showErrorGroup } from '@homepot/catalogue';
import { useMemo } from 'preact/hooks';
import { Chart } from '../../chart/chart.tsx';
import { Ago } from '../../components/ago.tsx';
import { Facts } from '../../components/facts.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { Tag } from '../../components/tag.tsx';
import { countOf, formatNumber } from '../../format/numbers.ts';
import { useResource } from '../../resources/use-resource.ts';
import { isAdmin } from '../../shell/session.ts';
import { TimePicker } from '../../time/time-picker.tsx';
import { useRange } from '../../time/use-range.ts';
import { keepRange } from '../../url/keep-range.ts';
import { Around } from './around.tsx';
import type { ShownGroup } from './error-group.ts';
import { timesInWords, toneOfSeverity, toneOfStatus } from './error-words.ts';
import { GroupActions } from './group-actions.tsx';
import { Parts } from './parts.tsx';
import { Samples } from './samples.tsx';
import { Where } from './where.tsx';
import './errors.css';

const stepMs = { hour: 3_600_000, day: 86_400_000 } as const;

function useSeries(group: ShownGroup | undefined) {
  return useMemo(() => {
    if (group === undefined) return { timesMs: [], series: [] };
    const fromMs = Date.parse(group.from);
    const step = stepMs[group.interval as keyof typeof stepMs];
    return {
      timesMs: group.series.map((_count, at) => fromMs + at * step),
      series: [{ name: 'errors', values: [...group.series] }],
    };
  }, [group]);
}

function GroupFacts({ group }: { readonly group: ShownGroup }) {
  return (
    <Facts
      facts={[
        [
          'In this range',
          `${formatNumber(group.count)} on ${countOf(group.devices, 'device')}, to ${countOf(group.users, 'person', 'people')}`,
        ],
        ['First', <Ago key="first" ms={Date.parse(group.first_seen)} />],
        [
          'Last in this range',
          group.last_seen === null ? '–' : <Ago key="last" ms={Date.parse(group.last_seen)} />,
        ],
        ['Came back', timesInWords(group.regressions)],
        [
          'Type, code',
          [group.error_type, group.error_code].filter((each) => each !== null).join(', ') || '–',
        ],
        ['Fingerprint', <code key="fingerprint">{group.fingerprint}</code>],
        ['Resolved by', group.resolved_by],
        ['Ignored until', group.ignored_until],
        ['Notes', group.notes],
      ]}
    />
  );
}

/** One group of like errors: how often, where, why they are one, and what happened there. */
export function ErrorPage({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const fingerprint = params.group_id ?? '';
  const { query } = useRange();
  const resource = useResource<typeof showErrorGroup>(
    '/api/v1/errors/{fingerprint}',
    { parameters: { fingerprint }, query },
    { follow: ['errors'] },
  );
  const group = resource.data;
  const data = useSeries(group);
  return (
    <>
      <PageHead
        title={group?.title ?? 'Error'}
        before={<a href={keepRange('/errors')}>Errors</a>}
        mark={
          group !== undefined && (
            <>
              <Tag tone={toneOfStatus(group.status)}>{group.status}</Tag>{' '}
              <Tag tone={toneOfSeverity(group.severity)}>{group.severity}</Tag>
            </>
          )
        }
      >
        <TimePicker />
      </PageHead>
      {group !== undefined && isAdmin() && <GroupActions group={group} onDone={resource.reload} />}
      <div class="cols">
        <Panel
          title={`Errors per ${group?.interval ?? 'hour'}`}
          resource={resource}
          skeleton={{ height: 170 }}
        >
          {() => <Chart data={data} label="Errors of this group" height={140} />}
        </Panel>
        <Panel title="About it" resource={resource} skeleton={{ rows: 6 }}>
          {(shown) => <GroupFacts group={shown} />}
        </Panel>
      </div>
      <div class="cols">
        <Samples resource={resource} />
        <Where resource={resource} />
      </div>
      {group?.around !== null && group?.around !== undefined && <Around around={group.around} />}
      {group !== undefined && <Parts group={group} onDone={resource.reload} />}
    </>
  );
}
