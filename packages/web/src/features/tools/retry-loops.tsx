import type { AnswerOf, readToolRetryLoops } from '@homepot/catalogue';
import { callerLimits } from '@homepot/catalogue';
import { Ago } from '../../components/ago.tsx';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { Tag } from '../../components/tag.tsx';
import { formatNumber } from '../../format/numbers.ts';
import { useResource } from '../../resources/use-resource.ts';
import { formatLength } from '../../time/format-time.ts';
import { useRange } from '../../time/use-range.ts';
import type { ChosenTool } from './chosen-tool.ts';
import { chosenQuery } from './chosen-tool.ts';
import { failuresInWords } from './failures-in-words.ts';

type Loop = AnswerOf<typeof readToolRetryLoops>['data'][number];

const shownMax = 15;

const columns = [
  { name: 'when', title: 'When', cell: (loop: Loop) => <Ago ms={Date.parse(loop.last_at)} /> },
  {
    name: 'tool',
    title: 'Tool',
    cell: (loop: Loop) => `${loop.bcp_name} / ${loop.tool_name} / ${loop.operation}`,
  },
  {
    name: 'calls',
    title: 'Failed calls',
    isNumber: true,
    cell: (loop: Loop) => formatNumber(loop.calls),
  },
  {
    name: 'how',
    title: 'How',
    isMinor: true,
    cell: (loop: Loop) => failuresInWords(loop.outcomes),
  },
  {
    name: 'length',
    title: 'Went on for',
    isNumber: true,
    isMinor: true,
    cell: (loop: Loop) => formatLength(Date.parse(loop.last_at) - Date.parse(loop.first_at)),
  },
  {
    name: 'end',
    title: 'In the end',
    cell: ({ succeeded }: Loop) => (
      <Tag tone={succeeded ? 'ok' : 'bad'}>{succeeded ? 'succeeded' : 'gave up'}</Tag>
    ),
  },
  { name: 'user', title: 'User', isMinor: true, cell: (loop: Loop) => loop.user_id ?? '–' },
  {
    name: 'session',
    title: 'Session',
    isMinor: true,
    cell: (loop: Loop) => <span class="mono">{loop.session_id ?? '–'}</span>,
  },
];

/** Callers that called again and again what failed: an agent that does not understand the error. */
export function RetryLoops({ chosen }: { readonly chosen: ChosenTool }) {
  const { query } = useRange();
  const resource = useResource<typeof readToolRetryLoops>('/api/v1/metrics/tool-retry-loops', {
    query: { ...query, ...chosenQuery(chosen), limit: shownMax },
  });
  return (
    <Panel
      title="Retry loops"
      isFlush
      resource={resource}
      skeleton={{ rows: 4 }}
      isEmpty={({ data }) => data.length === 0}
      empty={
        <Empty kind="all-well">
          Nobody called an operation that failed {callerLimits.toolRetryCallsMin} times in a row,
          each within {callerLimits.toolRetryGapSeconds} seconds of the one before.
        </Empty>
      }
    >
      {({ data }) => (
        <Table
          label="Newest retry loops"
          rows={data}
          rowKey={(loop) =>
            JSON.stringify([
              loop.session_id,
              loop.user_id,
              loop.tool_name,
              loop.operation,
              loop.first_at,
              loop.provenance,
            ])
          }
          columns={columns}
        />
      )}
    </Panel>
  );
}
