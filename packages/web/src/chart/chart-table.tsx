import { useScrollable } from '../components/use-scrollable.ts';
import { formatWithUnit } from '../format/numbers.ts';
import { formatInstant } from '../time/format-time.ts';
import type { Zone } from '../time/zone.ts';
import type { ChartData } from './series.ts';
import { thin } from './thin.ts';
import '../components/table.css';

const rowsMax = 200;

interface ChartTableProps {
  readonly data: ChartData;
  readonly label: string;
  readonly unit: string;
  readonly zone: Zone;
}

/** The values of a chart as rows, the newest first; thinned as the chart is where there are too many. */
export function ChartTable({ data, label, unit, zone }: ChartTableProps) {
  const { timesMs, series } = thin(data, rowsMax / 2);
  const nowMs = Date.now();
  const frame = useScrollable<HTMLElement>();
  return (
    <section ref={frame} class="chart-table" aria-label={`${label} as a table`}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Time ({zone})</th>
            {series.map(({ name }) => (
              <th key={name} scope="col" class="num">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {timesMs
            .map((ms, at) => (
              <tr key={ms}>
                <td>{formatInstant(ms, zone, nowMs)}</td>
                {series.map(({ name, values }) => (
                  <td key={name} class="num">
                    {formatWithUnit(values[at], unit)}
                  </td>
                ))}
              </tr>
            ))
            .reverse()}
        </tbody>
      </table>
    </section>
  );
}
