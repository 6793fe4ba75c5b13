import type { configurationHistory } from '@homepot/catalogue';
import { Ago } from '../../components/ago.tsx';
import { Empty } from '../../components/empty.tsx';
import { FilterBar } from '../../components/filter-bar.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { countOf } from '../../format/numbers.ts';
import { useRowPages } from '../../resources/use-row-pages.ts';
import { TimePicker } from '../../time/time-picker.tsx';
import { useRange } from '../../time/use-range.ts';
import { useUrl } from '../../url/use-url.ts';
import { ChangeDetail } from './change-detail.tsx';
import { groupChanges, outcomeInWords } from './group-changes.ts';

/** What was changed, and what it did. */
export function ChangesPage() {
  const [{ device, change: open }, setUrl] = useUrl({ device: '', change: '' });
  const { query } = useRange();
  const { rows, resource, more, isLoading } = useRowPages<typeof configurationHistory>(
    'config-history',
    { ...query, entity_id: device, limit: 200 },
    { follow: ['jobs'], everySeconds: 30 },
  );
  const groups = groupChanges(rows);
  const shown = groups.find(({ key }) => key === open);
  return (
    <>
      <PageHead title="Changes">
        <TimePicker />
      </PageHead>
      <FilterBar
        text={device}
        onText={(value) => setUrl({ device: value }, { replace: true })}
        placeholder="Device or site, its whole id"
        onClear={device === '' ? undefined : () => setUrl({ device: '' })}
      />
      <Panel
        title="Changes of configuration, and what they did"
        isFlush
        resource={resource}
        skeleton={{ rows: 8 }}
        isEmpty={() => groups.length === 0}
        empty={
          <Empty kind="filtered" title="Nothing changed in this range">
            Choose a longer one{device === '' ? '' : ', or all devices'}.
          </Empty>
        }
      >
        {() => (
          <>
            <Table
              label="Changes"
              rows={groups}
              rowKey={({ key }) => key}
              selected={open}
              onOpen={({ key }) => setUrl({ change: key })}
              columns={[
                { name: 'when', title: 'When', cell: (group) => <Ago ms={group.atMs} /> },
                {
                  name: 'what',
                  title: 'What',
                  cell: (group) => (
                    <>
                      <b>{group.parameter}</b> {group.from} → {group.to}
                    </>
                  ),
                },
                {
                  name: 'whom',
                  title: 'Where',
                  cell: (group) =>
                    group.rows.length === 1
                      ? group.rows[0]?.entity_id
                      : countOf(group.rows.length, 'device'),
                },
                {
                  name: 'verdict',
                  title: 'Verdict',
                  cell: (group) =>
                    outcomeInWords(group).map(({ word, tone, count }) => (
                      <span key={word}>
                        <Tag tone={tone}>
                          {group.rows.length === 1 ? word : `${count} ${word}`}
                        </Tag>{' '}
                      </span>
                    )),
                },
                { name: 'how', title: 'How', isMinor: true, cell: (group) => group.how },
                { name: 'why', title: 'Why', isMinor: true, cell: (group) => group.why ?? '–' },
              ]}
            />
            <MoreRows
              shown={countOf(groups.length, 'change')}
              onMore={more}
              isLoading={isLoading}
            />
          </>
        )}
      </Panel>
      {shown !== undefined && (
        <ChangeDetail
          group={shown}
          onClose={() => setUrl({ change: '' })}
          onDone={resource.reload}
        />
      )}
    </>
  );
}
