import type { readToolUsage } from '@homepot/catalogue';
import { Empty } from '../../components/empty.tsx';
import { FilterBar } from '../../components/filter-bar.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { Snippet } from '../../components/snippet.tsx';
import { useResource } from '../../resources/use-resource.ts';
import { TimePicker } from '../../time/time-picker.tsx';
import { useRange } from '../../time/use-range.ts';
import { useZone } from '../../time/use-zone.ts';
import { useUrl } from '../../url/use-url.ts';
import { chosenQuery, chosenWords } from './chosen-tool.ts';
import { FailedCalls } from './failed-calls.tsx';
import { HoursOfDay } from './hours-of-day.tsx';
import { RetryLoops } from './retry-loops.tsx';
import { ToolCharts } from './tool-charts.tsx';
import { ToolLatency } from './tool-latency.tsx';
import { ToolTable } from './tool-table.tsx';
import { ToolTiles } from './tool-tiles.tsx';
import { UnusedTools } from './unused-tools.tsx';

const snippet = `import { createHomepot, fromEnvironment } from '@homepot/sdk-node';

// HOMEPOT_URL=${location.origin} and HOMEPOT_KEY of scope ingest
const homepot = createHomepot(fromEnvironment());
homepot.instrument(server, { pack: 'stock' }); // an MCP server of either era`;

/** How tools are used and how well they work: of all, of a pack, a tool or an operation. */
export function ToolsPage() {
  const [chosen, change] = useUrl({ pack: '', tool: '', operation: '', text: '' });
  const { query: range } = useRange();
  const { zone } = useZone();
  const path = '/api/v1/metrics/tool-usage';
  const all = useResource<typeof readToolUsage>(path, {
    query: { ...range, compare: 'previous', timezone: zone },
  });
  const isChosen = chosen.pack !== '';
  const one = useResource<typeof readToolUsage>(
    path,
    { query: { ...range, compare: 'previous', timezone: zone, ...chosenQuery(chosen) } },
    { isOff: !isChosen },
  );
  const shown = isChosen ? one : all;
  const nothing = isChosen ? (
    <Empty kind="filtered">It was not called in this range.</Empty>
  ) : (
    <Empty kind="nothing-sent">
      No tool was called in this range. One line tells HOMEPOT of every call:
      <Snippet label="How to instrument a tool server" text={snippet} />
    </Empty>
  );
  return (
    <>
      <PageHead title="Tools">
        <TimePicker />
      </PageHead>
      <FilterBar
        text={chosen.text}
        onText={(text) => change({ text }, { replace: true })}
        placeholder="Tools that contain"
        onClear={
          isChosen || chosen.text !== ''
            ? () => change({ pack: '', tool: '', operation: '', text: '' })
            : undefined
        }
      />
      <Panel
        title={chosenWords(chosen)}
        resource={shown}
        skeleton={{ height: 72 }}
        isEmpty={({ total }) => total.count === 0}
        empty={nothing}
      >
        {(data) => <ToolTiles data={data} />}
      </Panel>
      <ToolCharts resource={shown} />
      <Panel
        title="Packs, tools, operations"
        isFlush
        resource={all}
        skeleton={{ rows: 8 }}
        isEmpty={({ packs }) => packs.length === 0}
      >
        {({ packs }) => (
          <ToolTable
            packs={packs}
            text={chosen.text}
            chosen={chosen}
            onChoose={(next) => change({ operation: '', tool: '', ...next })}
          />
        )}
      </Panel>
      <div class="grid-2">
        <ToolLatency chosen={chosen} />
        <HoursOfDay resource={shown} />
      </div>
      <RetryLoops chosen={chosen} />
      <div class="cols">
        <FailedCalls chosen={chosen} />
        <UnusedTools used={all.data?.packs} />
      </div>
    </>
  );
}
