import type { readSiteHours, readSiteVolume } from '@homepot/catalogue';
import { useMemo } from 'preact/hooks';
import { Chart } from '../../chart/chart.tsx';
import { toChart } from '../../chart/series.ts';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import { formatNumber } from '../../format/numbers.ts';
import { useResource } from '../../resources/use-resource.ts';
import { useRange } from '../../time/use-range.ts';
import type { Zone } from '../../time/zone.ts';
import { shareOf } from './site-words.ts';

interface SiteVolumeProps {
  readonly siteId: string;
  readonly zone: Zone;
}

interface Hour {
  readonly transactions: number | null;
  readonly expected: number | null;
}

/** What was sold of what was expected, of the hours in which both are known. */
function summaryOf(series: readonly Hour[]): string {
  const known = series.filter(({ transactions }) => transactions !== null);
  const sum = (value: (hour: Hour) => number | null) =>
    known.reduce((all, hour) => all + (value(hour) ?? 0), 0);
  const [sold, expected] = [sum((hour) => hour.transactions), sum((hour) => hour.expected)];
  const share = shareOf(sold, expected);
  return `${formatNumber(sold)} sold${share === undefined ? '' : `, ${share} % of the ${formatNumber(expected)} expected`}`;
}

/** Transactions by the hour against what the schedule expects, with the open hours behind them. */
export function SiteVolume({ siteId, zone }: SiteVolumeProps) {
  const { query, toMs } = useRange();
  const parameters = { site_id: siteId };
  const volume = useResource<typeof readSiteVolume>(
    '/api/v1/fleet/sites/{site_id}/volume',
    { parameters, query },
    { everySeconds: 120 },
  );
  const hours = useResource<typeof readSiteHours>('/api/v1/sites/{site_id}/hours', {
    parameters,
    query,
  });
  const annotations = useMemo(
    () =>
      (hours.data?.open ?? []).map(({ from, to }) => ({
        fromMs: Date.parse(from),
        toMs: Date.parse(to),
        label: 'open',
        tone: 'ok' as const,
      })),
    [hours.data],
  );
  const data = useMemo(
    () =>
      toChart(
        (volume.data?.series ?? []).filter(({ hour }) => Date.parse(hour) <= toMs),
        ({ hour }) => Date.parse(hour),
        [
          { name: 'sold', value: (row) => row.transactions },
          { name: 'expected', value: (row) => row.expected, isDashed: true, tone: 'off' },
        ],
        3_600_000,
      ),
    [volume.data, toMs],
  );
  return (
    <Panel
      title="Sales an hour, against expected"
      aside={<span class="faint">tinted: open</span>}
      resource={volume}
      skeleton={{ height: 190 }}
      isEmpty={({ series }) =>
        series.every(({ transactions, expected }) => transactions === null && expected === null)
      }
      empty={
        <Empty kind="nothing-sent" title="No sales in this range">
          Devices that count transactions are added up by the hour, some minutes after it is over.
        </Empty>
      }
    >
      {({ series }) => (
        <Chart
          label="Sales an hour"
          data={data}
          height={160}
          summary={summaryOf(series)}
          annotations={annotations}
          siteZone={zone}
        />
      )}
    </Panel>
  );
}
