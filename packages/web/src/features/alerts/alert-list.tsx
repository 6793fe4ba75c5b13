import type { AnswerOf, listAlerts } from '@homepot/catalogue';
import { Ago } from '../../components/ago.tsx';
import { Empty } from '../../components/empty.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { countOf } from '../../format/numbers.ts';
import { usePages } from '../../resources/use-pages.ts';
import { keepRange } from '../../url/keep-range.ts';
import { toneOfSeverity, toneOfState } from './alert-words.ts';
import { Watched } from './watched.tsx';

export type Alert = AnswerOf<typeof listAlerts>['data'][number];

/** Alerts, those that go on or all that were. */
export function AlertList({ isOpen }: { readonly isOpen: boolean }) {
  const { rows, resource, more, isLoading } = usePages<typeof listAlerts, Alert>(
    '/api/v1/alerts',
    { query: { limit: 50, ...(isOpen ? { state: 'open' as const } : {}) } },
    { follow: ['alerts'], pauseSeconds: 2 },
  );
  return (
    <Panel
      title={isOpen ? 'Going on now' : 'All, the newest first'}
      isFlush
      resource={resource}
      skeleton={{ rows: 6 }}
      isEmpty={() => rows.length === 0}
      empty={
        <Empty kind="all-well">
          {isOpen ? 'No rule finds anything wrong.' : 'No rule has found anything wrong yet.'}
          <Watched />
        </Empty>
      }
    >
      {() => (
        <>
          <Table
            label="Alerts"
            rows={rows}
            rowKey={({ id }) => String(id)}
            href={({ id }) => keepRange(`/alerts/${id}`)}
            isFaded={({ state }) => state === 'resolved' && isOpen}
            columns={[
              {
                name: 'what',
                title: 'What',
                cell: (alert) => (
                  <span class="alerts-what">
                    <b>{alert.rule_name}</b>
                    <span class="quiet">{alert.summary}</span>
                  </span>
                ),
              },
              {
                name: 'state',
                title: 'State',
                cell: ({ state }) => <Tag tone={toneOfState(state)}>{state}</Tag>,
              },
              {
                name: 'severity',
                title: 'Severity',
                isMinor: true,
                cell: ({ severity }) => <Tag tone={toneOfSeverity(severity)}>{severity}</Tag>,
              },
              {
                name: 'since',
                title: 'Since',
                isNumber: true,
                cell: ({ since }) => <Ago ms={Date.parse(since)} />,
              },
              {
                name: 'told',
                title: 'Told',
                isMinor: true,
                cell: (alert) =>
                  alert.told_at !== null ? (
                    <Ago ms={Date.parse(alert.told_at)} />
                  ) : alert.muted_reason === null ? (
                    '–'
                  ) : (
                    <span class="faint">muted: {alert.muted_reason.replaceAll('_', ' ')}</span>
                  ),
              },
              {
                name: 'who',
                title: 'Taken care of',
                isMinor: true,
                cell: ({ acknowledged_by: who }) => who ?? '–',
              },
            ]}
          />
          <MoreRows shown={countOf(rows.length, 'alert')} onMore={more} isLoading={isLoading} />
        </>
      )}
    </Panel>
  );
}
