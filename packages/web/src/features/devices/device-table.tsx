import { Ago } from '../../components/ago.tsx';
import { StatusMark } from '../../components/status-mark.tsx';
import type { TableColumn } from '../../components/table.tsx';
import { Table } from '../../components/table.tsx';
import { keepRange } from '../../url/keep-range.ts';
import type { Device } from './device-words.ts';

interface DeviceTableProps {
  readonly devices: readonly Device[];
  /** The site need not be told: all stand there. */
  readonly isOfOneSite?: boolean;
}

const columns: readonly TableColumn<Device>[] = [
  { name: 'id', title: 'Device', cell: ({ device_id: id }) => id },
  { name: 'state', title: 'State', cell: ({ status }) => <StatusMark status={status} /> },
  {
    name: 'since',
    title: 'Since',
    isNumber: true,
    cell: (device) => <Ago ms={Date.parse(device.status_since)} />,
  },
  { name: 'reason', title: 'Why', isMinor: true, cell: (device) => device.status_reason ?? '–' },
  { name: 'site', title: 'Site', cell: ({ site_id: site }) => site },
  { name: 'segment', title: 'Segment', isMinor: true, cell: ({ segment }) => segment ?? '–' },
  {
    name: 'version',
    title: 'Configuration',
    isMinor: true,
    cell: (device) => device.config_version ?? '–',
  },
  {
    name: 'firmware',
    title: 'Firmware',
    isMinor: true,
    cell: (device) => device.firmware_version ?? '–',
  },
  {
    name: 'seen',
    title: 'Reported',
    isNumber: true,
    isMinor: true,
    cell: ({ last_seen: seen }) => (seen === null ? 'never' : <Ago ms={Date.parse(seen)} />),
  },
];

/** Devices with their states, a line each. */
export function DeviceTable({ devices, isOfOneSite = false }: DeviceTableProps) {
  return (
    <Table
      label="Devices"
      rows={devices}
      rowKey={({ device_id: id }) => id}
      href={({ device_id: id }) => keepRange(`/devices/${encodeURIComponent(id)}`)}
      isFaded={({ is_active: isActive }) => !isActive}
      columns={isOfOneSite ? columns.filter(({ name }) => name !== 'site') : columns}
    />
  );
}
