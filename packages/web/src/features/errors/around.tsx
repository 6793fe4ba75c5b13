import type { deviceStateHistory, healthChecks } from '@homepot/catalogue';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import { Table } from '../../components/table.tsx';
import { useRows } from '../../resources/use-rows.ts';
import { formatInstant } from '../../time/format-time.ts';
import { useZone } from '../../time/use-zone.ts';
import { keepRange } from '../../url/keep-range.ts';
import type { ShownGroup } from './error-group.ts';

interface AroundProps {
  readonly around: NonNullable<ShownGroup['around']>;
}

interface Happening {
  readonly key: string;
  readonly atMs: number;
  readonly what: string;
  readonly detail: string;
}

const rowsMax = 20;

/** What else happened on the device of the latest error, in the minutes around it. */
export function Around({ around }: AroundProps) {
  const { zone } = useZone();
  const { device_id: device, start_date, end_date, timestamp } = around;
  const query = { device_id: device, start_date, end_date, limit: rowsMax };
  const states = useRows<typeof deviceStateHistory>('device-states', query);
  const checks = useRows<typeof healthChecks>('health-checks', { ...query, is_healthy: false });
  const atMs = Date.parse(timestamp);
  const happenings: readonly Happening[] = [
    { key: 'this', atMs, what: 'this error', detail: '' },
    ...(states.data?.data ?? []).map((row) => ({
      key: `state ${row.id}`,
      atMs: Date.parse(row.timestamp),
      what: `${row.previous_state ?? 'new'} → ${row.new_state}`,
      detail: row.reason ?? '',
    })),
    ...(checks.data?.data ?? []).map((row) => ({
      key: `check ${row.id}`,
      atMs: Date.parse(row.timestamp),
      what: 'health check failed',
      detail: row.error_message ?? '',
    })),
  ].toSorted((a, b) => a.atMs - b.atMs);
  return (
    <Panel
      title={`What happened on ${device} at that time`}
      aside={
        <a
          href={keepRange(
            `/devices/${encodeURIComponent(device)}?from=${start_date}&to=${end_date}`,
          )}
        >
          The device then
        </a>
      }
      isFlush
      resource={states}
      skeleton={{ rows: 4 }}
      isEmpty={() => happenings.length === 1}
      empty={<Empty kind="all-well">Nothing else in the minutes around it.</Empty>}
    >
      {() => (
        <Table
          label="What happened around the error"
          rows={happenings}
          rowKey={({ key }) => key}
          selected="this"
          columns={[
            {
              name: 'when',
              title: 'When',
              width: '120px',
              cell: (row) => formatInstant(row.atMs, zone, atMs, true),
            },
            { name: 'what', title: 'What', cell: (row) => row.what },
            { name: 'detail', title: 'Detail', cell: (row) => row.detail },
          ]}
        />
      )}
    </Panel>
  );
}
