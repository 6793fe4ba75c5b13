import type { AnswerOf, listAlertMutes } from '@homepot/catalogue';
import { Ago } from '../../components/ago.tsx';
import { Empty } from '../../components/empty.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { countOf } from '../../format/numbers.ts';
import { usePages } from '../../resources/use-pages.ts';
import { keepRange } from '../../url/keep-range.ts';

type Mute = AnswerOf<typeof listAlertMutes>['data'][number];

/** What nobody was told of, and why. */
export function Mutes() {
  const { rows, resource, more, isLoading } = usePages<typeof listAlertMutes, Mute>(
    '/api/v1/alert-mutes',
    { query: { limit: 50 } },
    { follow: ['alerts'] },
  );
  return (
    <Panel
      title="What nobody was told of"
      isFlush
      resource={resource}
      skeleton={{ rows: 6 }}
      isEmpty={() => rows.length === 0}
      empty={<Empty kind="all-well">Nothing was held back.</Empty>}
    >
      {() => (
        <>
          <Table
            label="Muted alerts"
            rows={rows}
            rowKey={({ id }) => String(id)}
            href={({ alert_id: id }) => keepRange(`/alerts/${id}`)}
            columns={[
              { name: 'rule', title: 'Rule', cell: (mute) => mute.rule_name },
              { name: 'subject', title: 'About', cell: (mute) => mute.subject || 'all together' },
              { name: 'reason', title: 'Why', cell: (mute) => mute.reason.replaceAll('_', ' ') },
              { name: 'detail', title: 'In words', isMinor: true, cell: (mute) => mute.detail },
              {
                name: 'when',
                title: 'When',
                isNumber: true,
                cell: (mute) => <Ago ms={Date.parse(mute.muted_at)} />,
              },
            ]}
          />
          <MoreRows shown={countOf(rows.length, 'mute')} onMore={more} isLoading={isLoading} />
        </>
      )}
    </Panel>
  );
}
