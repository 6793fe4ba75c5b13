import type { readLatencyHeat } from '@homepot/catalogue';
import { LatencyPanel } from '../../chart/latency-panel.tsx';
import { useResource } from '../../resources/use-resource.ts';
import { useRange } from '../../time/use-range.ts';
import type { ChosenTool } from './chosen-tool.ts';
import { chosenQuery } from './chosen-tool.ts';

/** How long calls took, as a distribution over time. */
export function ToolLatency({ chosen }: { readonly chosen: ChosenTool }) {
  const { query } = useRange();
  const resource = useResource<typeof readLatencyHeat>('/api/v1/metrics/latency-heat', {
    query: { of: 'tools', ...query, ...chosenQuery(chosen) },
  });
  return <LatencyPanel title="Durations, all of them" resource={resource} noun="calls" />;
}
