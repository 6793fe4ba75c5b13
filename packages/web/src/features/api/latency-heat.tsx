import type { readLatencyHeat } from '@homepot/catalogue';
import { LatencyPanel } from '../../chart/latency-panel.tsx';
import { useResource } from '../../resources/use-resource.ts';
import { useRange } from '../../time/use-range.ts';

interface LatencyHeatProps {
  /** Only of this one; empty for all. */
  readonly endpoint: string;
  readonly method: string;
}

/** How long requests took, as a distribution over time. */
export function LatencyHeat({ endpoint, method }: LatencyHeatProps) {
  const { query } = useRange();
  const resource = useResource<typeof readLatencyHeat>('/api/v1/metrics/latency-heat', {
    query: {
      of: 'requests',
      ...query,
      ...(endpoint === '' ? {} : { endpoint: [endpoint] }),
      ...(method === '' ? {} : { method: [method] }),
    },
  });
  return <LatencyPanel title="Response times, all of them" resource={resource} noun="requests" />;
}
