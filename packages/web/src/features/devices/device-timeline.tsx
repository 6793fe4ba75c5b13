import type { AnswerOf, readDeviceStateHistory } from '@homepot/catalogue';
import type { StateSpan } from '../../chart/state-timeline.tsx';
import { StateTimeline } from '../../chart/state-timeline.tsx';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import type { Status } from '../../components/status-mark.tsx';
import { StatusMark } from '../../components/status-mark.tsx';
import { Table } from '../../components/table.tsx';
import { countOf } from '../../format/numbers.ts';
import { useResource } from '../../resources/use-resource.ts';
import { formatInstant, formatLength } from '../../time/format-time.ts';
import { useRange } from '../../time/use-range.ts';
import { useZone } from '../../time/use-zone.ts';
import type { Zone } from '../../time/zone.ts';

type History = AnswerOf<typeof readDeviceStateHistory>;

/** The newest changes that are told as a table. */
const rowsMax = 5;

/** The states of the range as spans, the one before the first change included. */
function spansOf(history: History): readonly StateSpan[] {
  const fromMs = Date.parse(history.from);
  const [first] = history.timeline;
  const firstMs = first === undefined ? Date.parse(history.to) : Date.parse(first.timestamp);
  const initial =
    history.initial_state === null
      ? []
      : [{ fromMs, toMs: firstMs, status: history.initial_state as Status }];
  return [
    ...initial,
    ...history.timeline.map(({ timestamp, duration_ms: length, new_state: state, reason }) => ({
      fromMs: Date.parse(timestamp),
      toMs: Date.parse(timestamp) + length,
      status: state as Status,
      detail: reason ?? undefined,
    })),
  ];
}

interface DeviceTimelineProps {
  readonly deviceId: string;
  readonly siteZone: Zone;
}

/** The states of a device over the range, and the reasons of the last changes. */
export function DeviceTimeline({ deviceId, siteZone }: DeviceTimelineProps) {
  const { query, fromMs, toMs } = useRange();
  const { zone } = useZone(siteZone);
  const history = useResource<typeof readDeviceStateHistory>(
    '/api/v1/metrics/device-state-history/{device_id}',
    { parameters: { device_id: deviceId }, query },
    { follow: ['devices'], pauseSeconds: 3 },
  );
  return (
    <Panel
      title="States"
      aside={
        history.data !== undefined && (
          <span class="faint">
            {countOf(history.data.timeline.length, 'change')}
            {history.data.truncated ? ' and more' : ''}
          </span>
        )
      }
      resource={history}
      skeleton={{ height: 120 }}
      isEmpty={({ initial_state: initial, timeline }) => initial === null && timeline.length === 0}
      empty={<Empty kind="nothing-sent" title="No state is known in this range" />}
    >
      {(data) => (
        <>
          <StateTimeline
            label={`States of ${deviceId}`}
            fromMs={fromMs}
            toMs={toMs}
            zone={zone}
            spans={spansOf(data)}
          />
          {data.timeline.length > 0 && (
            <Table
              label="The latest changes of state"
              rows={data.timeline.toReversed().slice(0, rowsMax)}
              rowKey={({ timestamp, new_state: state }) => `${timestamp} ${state}`}
              columns={[
                {
                  name: 'when',
                  title: 'When',
                  cell: (row) => formatInstant(Date.parse(row.timestamp), zone, toMs, true),
                },
                {
                  name: 'state',
                  title: 'Became',
                  cell: (row) => <StatusMark status={row.new_state as Status} />,
                },
                {
                  name: 'for',
                  title: 'For',
                  isNumber: true,
                  cell: (row) => formatLength(row.duration_ms),
                },
                { name: 'why', title: 'Why', cell: (row) => row.reason ?? '–' },
                { name: 'by', title: 'By', isMinor: true, cell: (row) => row.changed_by },
              ]}
            />
          )}
        </>
      )}
    </Panel>
  );
}
