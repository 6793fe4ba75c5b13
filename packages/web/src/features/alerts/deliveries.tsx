import type { AnswerOf, listDeliveries, redeliver } from '@homepot/catalogue';
import { Ago } from '../../components/ago.tsx';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { Panel } from '../../components/panel.tsx';
import { Problem } from '../../components/problem.tsx';
import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { tell } from '../../components/toast.tsx';
import { countOf, formatWithUnit } from '../../format/numbers.ts';
import { call } from '../../resources/call.ts';
import { useAction } from '../../resources/use-action.ts';
import { usePages } from '../../resources/use-pages.ts';
import { toneOfDelivery } from './alert-words.ts';

type Delivery = AnswerOf<typeof listDeliveries>['data'][number];

/** What was told to whom, and how that went. */
export function Deliveries() {
  const { rows, resource, more, isLoading } = usePages<typeof listDeliveries, Delivery>(
    '/api/v1/notification-deliveries',
    { query: { limit: 50 } },
    { follow: ['alerts'], everySeconds: 15 },
  );
  const again = useAction(async (id: number) => {
    await call<typeof redeliver>('POST', '/api/v1/notification-deliveries/{id}/redeliver', {
      parameters: { id },
    });
    tell('Sent again, with the same id.');
    resource.reload();
  });
  return (
    <Panel
      title="Messages, the newest first"
      isFlush
      resource={resource}
      skeleton={{ rows: 6 }}
      isEmpty={() => rows.length === 0}
      empty={<Empty kind="nothing-sent">Nobody was told anything yet.</Empty>}
    >
      {() => (
        <>
          {again.error !== undefined && <Problem error={again.error} />}
          <Table
            label="Messages"
            rows={rows}
            rowKey={({ id }) => String(id)}
            columns={[
              {
                name: 'when',
                title: 'When',
                cell: (row) => <Ago ms={Date.parse(row.created_at)} />,
              },
              {
                name: 'what',
                title: 'What',
                cell: (row) => `${row.event_type.replace('alert.', '')}: ${row.subject}`,
              },
              { name: 'whom', title: 'To', cell: (row) => row.notifier },
              {
                name: 'state',
                title: 'State',
                cell: (row) => <Tag tone={toneOfDelivery(row.state)}>{row.state}</Tag>,
              },
              {
                name: 'attempt',
                title: 'Attempts',
                isNumber: true,
                isMinor: true,
                cell: (row) => row.attempt,
              },
              {
                name: 'answer',
                title: 'Answer',
                isMinor: true,
                cell: (row) => row.last_error ?? row.last_status_code ?? '–',
              },
              {
                name: 'took',
                title: 'Took',
                isNumber: true,
                isMinor: true,
                cell: (row) => formatWithUnit(row.response_time_ms, 'ms'),
              },
              {
                name: 'again',
                title: <span class="sr-only">Send again</span>,
                isNumber: true,
                cell: ({ id }) => (
                  <Button isBusy={again.isBusy} onClick={() => void again.run(id)}>
                    Send again
                  </Button>
                ),
              },
            ]}
          />
          <MoreRows shown={countOf(rows.length, 'message')} onMore={more} isLoading={isLoading} />
        </>
      )}
    </Panel>
  );
}
