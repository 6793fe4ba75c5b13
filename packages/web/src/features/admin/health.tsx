import type { readReadiness } from '@homepot/catalogue';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { useResource } from '../../resources/use-resource.ts';

const good = new Set(['ok', 'off', 'ready']);
const words: Readonly<Record<string, string>> = {
  database: 'PostgreSQL, where everything ends up',
  spool: 'The disk that everything passes first',
  drain: 'What brings it from the disk into the database',
  mqtt: 'Where devices report',
};

/** How each part of the server is. */
export function Health() {
  const resource = useResource<typeof readReadiness>('/health/ready', {}, { everySeconds: 5 });
  return (
    <Panel
      title="This server"
      isFlush
      resource={resource}
      skeleton={{ rows: 4 }}
      aside={
        resource.data !== undefined && (
          <Tag tone={good.has(resource.data.status) ? 'ok' : 'bad'}>{resource.data.status}</Tag>
        )
      }
    >
      {({ parts }) => (
        <Table
          label="Parts of the server"
          rows={Object.entries(parts)}
          rowKey={([name]) => name}
          columns={[
            { name: 'part', title: 'Part', cell: ([name]) => name },
            {
              name: 'state',
              title: 'State',
              cell: ([, state]) => <Tag tone={good.has(state) ? 'ok' : 'bad'}>{state}</Tag>,
            },
            {
              name: 'what',
              title: 'What it is',
              isMinor: true,
              cell: ([name]) => words[name] ?? '',
            },
          ]}
        />
      )}
    </Panel>
  );
}
