import type { readApiPerformance } from '@homepot/catalogue';
import { Empty } from '../../components/empty.tsx';
import { FilterBar } from '../../components/filter-bar.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Panel } from '../../components/panel.tsx';
import { Select } from '../../components/select.tsx';
import { useResource } from '../../resources/use-resource.ts';
import { TimePicker } from '../../time/time-picker.tsx';
import { useRange } from '../../time/use-range.ts';
import { useUrl } from '../../url/use-url.ts';
import { ApiCharts } from './api-charts.tsx';
import { ApiTiles } from './api-tiles.tsx';
import { ApiUsers } from './api-users.tsx';
import type { EndpointSort } from './endpoint-table.tsx';
import { EndpointTable } from './endpoint-table.tsx';
import { FailedRequests } from './failed-requests.tsx';
import { LatencyHeat } from './latency-heat.tsx';

const methods = ['', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** How fast and how well each endpoint answers, of all or of one. */
export function ApiPage() {
  const [{ endpoint, method, text, sort }, change] = useUrl({
    endpoint: '',
    method: '',
    text: '',
    sort: 'count',
  });
  const { query: range } = useRange();
  const all = useResource<typeof readApiPerformance>('/api/v1/metrics/api-performance', {
    query: { ...range, compare: 'previous', ...(method === '' ? {} : { method: [method] }) },
  });
  const one = useResource<typeof readApiPerformance>(
    '/api/v1/metrics/api-performance',
    {
      query: {
        ...range,
        compare: 'previous',
        endpoint: [endpoint],
        ...(method === '' ? {} : { method: [method] }),
      },
    },
    { isOff: endpoint === '' },
  );
  const shown = endpoint === '' ? all : one;
  const name = endpoint === '' ? 'All endpoints' : `${method} ${endpoint}`.trim();
  const isFiltered = endpoint !== '' || method !== '' || text !== '';
  return (
    <>
      <PageHead title="API">
        <TimePicker />
      </PageHead>
      <FilterBar
        text={text}
        onText={(value) => change({ text: value }, { replace: true })}
        placeholder="Endpoints that contain"
        onClear={isFiltered ? () => change({ endpoint: '', method: '', text: '' }) : undefined}
      >
        <Select
          label="Method"
          isLabelHidden
          value={method}
          options={methods.map((value) => ({ value, label: value === '' ? 'Any method' : value }))}
          onValue={(value) => change({ method: value })}
        />
      </FilterBar>
      <Panel
        title={name}
        resource={shown}
        skeleton={{ height: 72 }}
        isEmpty={({ total }) => total.count === 0}
        empty={
          <Empty kind={isFiltered ? 'filtered' : 'nothing-sent'}>No request in this range.</Empty>
        }
      >
        {(data) => <ApiTiles data={data} />}
      </Panel>
      <ApiCharts resource={shown} />
      <LatencyHeat endpoint={endpoint} method={method} />
      <div class="cols">
        <Panel
          title="Endpoints"
          isFlush
          resource={all}
          skeleton={{ rows: 10 }}
          isEmpty={({ endpoints }) => endpoints.length === 0}
        >
          {({ endpoints, endpoint_count: count }) => (
            <EndpointTable
              endpoints={endpoints}
              count={count}
              text={text}
              sort={sort as EndpointSort}
              selected={endpoint === '' ? undefined : `${method} ${endpoint}`}
              onSort={(next) => change({ sort: next })}
              onSelect={(next) => change({ endpoint: next.endpoint, method: next.method })}
            />
          )}
        </Panel>
        <ApiUsers resource={all} />
      </div>
      <FailedRequests endpoint={endpoint} method={method} />
    </>
  );
}
