import type { configurationHistory } from '@homepot/catalogue';
import { Ago } from '../../components/ago.tsx';
import { Empty } from '../../components/empty.tsx';
import { MoreRows } from '../../components/more-rows.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { countOf } from '../../format/numbers.ts';
import { useRowPages } from '../../resources/use-row-pages.ts';
import { keepRange } from '../../url/keep-range.ts';
import type { Difference } from '../audit/differences.ts';
import { differences } from '../audit/differences.ts';
import type { Device } from './device-words.ts';

/** What one change did, value by value: whole configurations by their leaves. */
const changedIn = (name: string, before: unknown, after: unknown): readonly Difference[] =>
  differences({ [name]: before }, { [name]: after });

function Diff({ found }: { readonly found: readonly Difference[] }) {
  return (
    <>
      {found.map(({ name, before, after }) => (
        <span key={name} class="row">
          <code>{name}</code>
          <span>
            {before !== '' && <del class="t-bad mono">{before}</del>}{' '}
            {after !== '' && <ins class="t-ok mono">{after}</ins>}
          </span>
        </span>
      ))}
    </>
  );
}

/** The configuration that a device has, and how it came about. */
export function Configuration({ device }: { readonly device: Device }) {
  const { rows, resource, more, isLoading } = useRowPages<typeof configurationHistory>(
    'config-history',
    { entity_type: 'device', entity_id: device.device_id, limit: 50 },
    { follow: ['jobs'] },
  );
  const values = differences(undefined, device.config);
  return (
    <div class="stack">
      <Panel title="Now" aside={<Tag>{device.config_version ?? 'no version'}</Tag>} isFlush>
        {values.length === 0 ? (
          <Empty kind="nothing-sent" title="Nothing is configured" />
        ) : (
          <Table
            label="The configuration now"
            rows={values}
            rowKey={({ name }) => name}
            columns={[
              { name: 'name', title: 'Name', cell: ({ name }) => <code>{name}</code> },
              {
                name: 'value',
                title: 'Value',
                cell: ({ after }) => <span class="mono">{after}</span>,
              },
            ]}
          />
        )}
      </Panel>
      <Panel
        title="How it changed"
        aside={
          <a href={keepRange(`/changes?device=${encodeURIComponent(device.device_id)}`)}>
            What it did
          </a>
        }
        isFlush
        resource={resource}
        skeleton={{ rows: 6 }}
        isEmpty={() => rows.length === 0}
        empty={<Empty kind="nothing-sent" title="It never changed" />}
      >
        {() => (
          <>
            <Table
              label="Changes of the configuration"
              rows={rows}
              rowKey={({ id }) => String(id)}
              columns={[
                {
                  name: 'when',
                  title: 'When',
                  cell: (row) => <Ago ms={Date.parse(row.timestamp)} />,
                },
                {
                  name: 'what',
                  title: 'Old and new',
                  cell: (row) => (
                    <Diff found={changedIn(row.parameter_name, row.old_value, row.new_value)} />
                  ),
                },
                {
                  name: 'how',
                  title: 'How',
                  isMinor: true,
                  cell: (row) =>
                    row.was_rolled_back ? 'taken back' : row.change_type.replaceAll('_', ' '),
                },
                { name: 'by', title: 'By', isMinor: true, cell: (row) => row.changed_by },
                {
                  name: 'why',
                  title: 'Why',
                  isMinor: true,
                  cell: (row) => row.change_reason ?? '–',
                },
                {
                  name: 'job',
                  title: 'Job',
                  isMinor: true,
                  cell: (row) =>
                    row.job_id !== null && (
                      <a href={keepRange(`/jobs/${encodeURIComponent(row.job_id)}`)}>its job</a>
                    ),
                },
              ]}
            />
            <MoreRows shown={countOf(rows.length, 'change')} onMore={more} isLoading={isLoading} />
          </>
        )}
      </Panel>
    </div>
  );
}
