import type { AnswerOf, readDevicePerformance, readDeviceVolume } from '@homepot/catalogue';
import { useMemo } from 'preact/hooks';
import { Chart } from '../../chart/chart.tsx';
import type { Annotation } from '../../chart/series.ts';
import { toChart } from '../../chart/series.ts';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import type { Resource } from '../../resources/use-resource.ts';
import { useResource } from '../../resources/use-resource.ts';
import { bucketFor, bucketMs } from '../../time/bucket-for.ts';
import { useRange } from '../../time/use-range.ts';
import type { Zone } from '../../time/zone.ts';

type Performance = AnswerOf<typeof readDevicePerformance>;

const measures = [
  ['cpu_percent', 'CPU', '%'],
  ['memory_percent', 'Memory', '%'],
  ['disk_percent', 'Disk', '%'],
  ['network_latency_ms', 'Network latency', 'ms'],
  ['error_rate', 'Error rate', '%'],
] as const;
type Measure = (typeof measures)[number];

interface Drawn {
  readonly annotations: readonly Annotation[];
  readonly siteZone: Zone;
}

interface MeasureChartProps extends Drawn {
  readonly measure: Measure;
  readonly resource: Resource<Performance>;
}

function MeasureChart({ measure: [name, title, unit], resource, ...drawn }: MeasureChartProps) {
  const { data: answer } = resource;
  const data = useMemo(
    () =>
      toChart(
        answer?.series ?? [],
        ({ bucket }) => Date.parse(bucket),
        [
          {
            name: title,
            value: (row) => row[name].avg,
            least: (row) => row[name].min,
            greatest: (row) => row[name].max,
          },
        ],
        bucketMs[answer?.interval ?? 'hour'],
      ),
    [answer, name, title],
  );
  return (
    <Panel
      title={title}
      resource={resource}
      skeleton={{ height: 148 }}
      isEmpty={({ total }) => total[name].covered_seconds === 0}
      empty={<Empty kind="nothing-sent" title="Not measured in this range" />}
    >
      {() => <Chart label={title} unit={unit} sync="device" data={data} {...drawn} />}
    </Panel>
  );
}

function VolumeChart({ deviceId, ...drawn }: Drawn & { readonly deviceId: string }) {
  const { query, toMs } = useRange();
  const volume = useResource<typeof readDeviceVolume>('/api/v1/devices/{device_id}/volume', {
    parameters: { device_id: deviceId },
    query,
  });
  const data = useMemo(
    () =>
      toChart(
        (volume.data?.series ?? []).filter(({ hour }) => Date.parse(hour) <= toMs),
        ({ hour }) => Date.parse(hour),
        [{ name: 'transactions', value: (row) => row.transactions }],
        bucketMs.hour,
      ),
    [volume.data, toMs],
  );
  return (
    <Panel
      title="Transactions an hour"
      resource={volume}
      skeleton={{ height: 148 }}
      isEmpty={({ series }) => series.every(({ transactions }) => transactions === null)}
      empty={
        <Empty kind="nothing-sent" title="None counted in this range">
          They are added up some minutes after an hour is over.
        </Empty>
      }
    >
      {() => <Chart label="Transactions an hour" sync="device" data={data} {...drawn} />}
    </Panel>
  );
}

/** What a device measured; the charts move their cursors together, and show what happened meanwhile. */
export function DeviceCharts({ deviceId, ...drawn }: Drawn & { readonly deviceId: string }) {
  const { query, fromMs, toMs } = useRange();
  const interval = bucketFor(toMs - fromMs);
  const measured = useResource<typeof readDevicePerformance>(
    '/api/v1/metrics/device-performance/{device_id}',
    { parameters: { device_id: deviceId }, query: { ...query, interval } },
  );
  return (
    <>
      <p class="faint">
        Lines are means, the band around them the least and greatest. Tinted: the site is open.
        Dotted: <span class="t-maint">jobs</span>, <span class="t-bad">errors</span> and changes of
        configuration.
      </p>
      <div class="grid-2">
        {measures.map((measure) => (
          <MeasureChart key={measure[0]} measure={measure} resource={measured} {...drawn} />
        ))}
        <VolumeChart deviceId={deviceId} {...drawn} />
      </div>
    </>
  );
}
