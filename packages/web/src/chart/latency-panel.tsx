import type { AnswerOf, readLatencyHeat } from '@homepot/catalogue';
import { Panel } from '../components/panel.tsx';
import { formatNumber } from '../format/numbers.ts';
import type { Resource } from '../resources/use-resource.ts';
import { formatInstant } from '../time/format-time.ts';
import { useZone } from '../time/use-zone.ts';
import type { Zone } from '../time/zone.ts';
import { HeatGrid } from './heat-grid.tsx';
import { shadeOf } from './shade.ts';

type Heat = AnswerOf<typeof readLatencyHeat>;

interface LatencyPanelProps {
  readonly title: string;
  readonly resource: Resource<Heat>;
  /** What was counted: `requests`. */
  readonly noun: string;
}

/** `50 ms`, `2 s`. */
const boundInWords = (ms: number): string => (ms >= 1_000 ? `${ms / 1_000} s` : `${ms} ms`);

/** Names of the bands, the slowest first. */
function namesOf(bounds: readonly number[]): readonly string[] {
  const last = bounds.at(-1) ?? 0;
  return [
    `> ${boundInWords(last)}`,
    ...bounds.map((bound) => `≤ ${boundInWords(bound)}`).reverse(),
  ];
}

/** Where half and nearly all of the values lie. */
function summaryOf({ columns, bands_ms: bounds }: Heat, noun: string): string {
  const sums = [...bounds, 0].map((_bound, band) =>
    columns.reduce((sum, { counts }) => sum + (counts[band] ?? 0), 0),
  );
  const all = sums.reduce((sum, each) => sum + each, 0);
  if (all === 0) return `No ${noun} in this range.`;
  const slow = bounds.findIndex((bound) => bound >= 1_000);
  const slower = sums.slice(slow + 1).reduce((sum, each) => sum + each, 0);
  const fullest = sums.indexOf(Math.max(...sums));
  const band = bounds[fullest];
  const usual =
    band === undefined
      ? `more than ${boundInWords(bounds.at(-1) ?? 0)}`
      : `up to ${boundInWords(band)}`;
  return `Most took ${usual}; ${slower === 0 ? 'none' : `${formatNumber(slower)} of ${formatNumber(all)}`} took more than 1 s.`;
}

function Grid({
  data,
  noun,
  zone,
}: {
  readonly data: Heat;
  readonly noun: string;
  readonly zone: Zone;
}) {
  const { columns, bands_ms: bounds } = data;
  const names = namesOf(bounds);
  const nowMs = Date.now();
  const countAt = (row: number, column: number): number =>
    columns[column]?.counts[bounds.length - row] ?? 0;
  const used = names.map((_name, row) => columns.some((_column, at) => countAt(row, at) > 0));
  // Bands without a value at either end are left out.
  const [first, last] = [used.indexOf(true), used.lastIndexOf(true)];
  const every = Math.max(Math.ceil(columns.length / 8), 1);
  return (
    <HeatGrid
      label="Values by band and time"
      rows={names.slice(first, last + 1)}
      columns={columns.map(({ from }, at) =>
        at % every === 0 ? formatInstant(Date.parse(from), zone, nowMs) : '',
      )}
      value={(row, column) => shadeOf(countAt(row + first, column))}
      text={(row, column) => {
        const at = columns[column];
        const count = countAt(row + first, column);
        return `${formatInstant(Date.parse(at?.from ?? ''), zone, nowMs)}, ${names[row + first]}: ${formatNumber(count)} of ${formatNumber(at?.count)} ${noun}`;
      }}
      summary={summaryOf(data, noun)}
    />
  );
}

/** A distribution over time: a column a step, a row a band, the darker the more. */
export function LatencyPanel({ title, resource, noun }: LatencyPanelProps) {
  const { zone } = useZone();
  return (
    <Panel
      title={title}
      resource={resource}
      skeleton={{ height: 210 }}
      isEmpty={({ columns }) => columns.length === 0}
    >
      {(data) => <Grid data={data} noun={noun} zone={zone} />}
    </Panel>
  );
}
