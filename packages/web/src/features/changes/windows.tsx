import { Table } from '../../components/table.tsx';
import { formatNumber, formatWithUnit } from '../../format/numbers.ts';
import { formatClock } from '../../time/format-time.ts';
import { useZone } from '../../time/use-zone.ts';
import { metricInWords, unitOf } from './verdict.ts';

/** A window as a row holds it. */
interface Window {
  readonly from: string;
  readonly to: string;
  readonly reports: number;
  readonly metrics: Readonly<
    Record<string, { readonly mean: number; readonly p95: number; readonly sd: number }>
  >;
}

/** A window once it was measured: before that a row has its times alone. */
const measured = (window: unknown): Window | null =>
  (window as Partial<Window> | null)?.metrics === undefined ? null : (window as Window);

interface WindowsProps {
  readonly before: unknown;
  readonly after: unknown;
}

/** What one device measured before and after a change. */
export function Windows({ before, after }: WindowsProps) {
  const { zone } = useZone();
  const was = measured(before);
  const is = measured(after);
  if (was === null) return <p class="quiet">Nothing was measured before it, or not yet.</p>;
  const span = (window: Window): string =>
    `${formatClock(Date.parse(window.from), zone)}–${formatClock(Date.parse(window.to), zone)}, ${formatNumber(window.reports)} reports`;
  return (
    <>
      <p class="quiet">
        Before: {span(was)}.{' '}
        {is === null ? 'The window after it has not passed yet.' : `After: ${span(is)}.`}
      </p>
      <Table
        label="What was measured before and after"
        rows={Object.keys(was.metrics)}
        rowKey={(name) => name}
        columns={[
          { name: 'metric', title: 'Mean of', cell: metricInWords },
          {
            name: 'before',
            title: 'Before',
            isNumber: true,
            cell: (name) => formatWithUnit(was.metrics[name]?.mean, unitOf(name)),
          },
          {
            name: 'after',
            title: 'After',
            isNumber: true,
            cell: (name) => formatWithUnit(is?.metrics[name]?.mean, unitOf(name)),
          },
          {
            name: 'p95',
            title: 'p95 before, after',
            isNumber: true,
            isMinor: true,
            cell: (name) =>
              `${formatNumber(was.metrics[name]?.p95)}, ${formatNumber(is?.metrics[name]?.p95)}`,
          },
        ]}
      />
    </>
  );
}
