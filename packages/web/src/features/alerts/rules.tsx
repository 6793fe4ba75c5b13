import type { AnswerOf, listAlertRules } from '@homepot/catalogue';
import { Ago } from '../../components/ago.tsx';
import { Empty } from '../../components/empty.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { countOf } from '../../format/numbers.ts';
import { usePages } from '../../resources/use-pages.ts';
import { keepRange } from '../../url/keep-range.ts';
import { toneOfSeverity } from './alert-words.ts';

type Rule = AnswerOf<typeof listAlertRules>['data'][number];

/** The rules, each as a sentence. */
export function Rules() {
  const { rows, resource, more, isLoading } = usePages<typeof listAlertRules, Rule>(
    '/api/v1/alert-rules',
    { query: { limit: 100 } },
    { everySeconds: 15 },
  );
  return (
    <Panel
      title="Rules"
      isFlush
      resource={resource}
      skeleton={{ rows: 10 }}
      isEmpty={() => rows.length === 0}
      empty={<Empty kind="nothing-sent">Nothing is watched.</Empty>}
    >
      {() => (
        <>
          <Table
            label="Rules of alerts"
            rows={rows}
            rowKey={({ id }) => String(id)}
            href={({ id }) => keepRange(`/alerts/rules/${id}`)}
            isFaded={({ enabled }) => !enabled}
            columns={[
              {
                name: 'rule',
                title: 'Rule',
                cell: (rule) => (
                  <span class="alerts-what">
                    <b>{rule.name}</b>
                    <span class="quiet">{rule.sentence}</span>
                    {rule.error !== null && <span class="t-bad">{rule.error}</span>}
                  </span>
                ),
              },
              {
                name: 'severity',
                title: 'Severity',
                isMinor: true,
                cell: ({ severity }) => <Tag tone={toneOfSeverity(severity)}>{severity}</Tag>,
              },
              {
                name: 'enabled',
                title: 'State',
                cell: ({ enabled }) => (enabled ? 'watches' : 'off'),
              },
              {
                name: 'looked',
                title: 'Looked',
                isNumber: true,
                isMinor: true,
                cell: ({ evaluated_at: at }) =>
                  at === null ? 'not yet' : <Ago ms={Date.parse(at)} />,
              },
            ]}
          />
          <MoreRows shown={countOf(rows.length, 'rule')} onMore={more} isLoading={isLoading} />
        </>
      )}
    </Panel>
  );
}
