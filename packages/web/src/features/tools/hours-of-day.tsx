import { HeatGrid } from '../../chart/heat-grid.tsx';
import { Panel } from '../../components/panel.tsx';
import { formatNumber } from '../../format/numbers.ts';
import type { Resource } from '../../resources/use-resource.ts';
import type { ToolUsage } from './tool-tiles.tsx';

const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

function summaryOf({ peak_hour: peak, calls, timezone }: ToolUsage['hours_of_day']): string {
  if (peak === null) return 'No calls in this range.';
  return `Busiest from ${clock(peak)} to ${clock((peak + 1) % 24)} with ${formatNumber(calls[peak])} calls (${timezone}).`;
}

/** When tools are called. */
export function HoursOfDay({ resource }: { readonly resource: Resource<ToolUsage> }) {
  return (
    <Panel title="Calls by hour of the day" resource={resource} skeleton={{ height: 80 }}>
      {({ hours_of_day: hours }) => (
        <HeatGrid
          label="Calls by hour of the day"
          rows={['Calls']}
          columns={hours.calls.map((_calls, hour) => (hour % 6 === 0 ? clock(hour) : ''))}
          value={(_row, hour) => hours.calls[hour] ?? null}
          text={(_row, hour, calls) => `${clock(hour)}: ${formatNumber(calls)} calls`}
          summary={summaryOf(hours)}
          cellHeight={32}
        />
      )}
    </Panel>
  );
}
