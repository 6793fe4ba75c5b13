import { CompiledQuery } from 'kysely';
import { runRead } from '../../query/index.ts';
import type { Database } from '../../store/index.ts';
import type { ExportRequest } from '../request/export-request.ts';

interface Placed {
  readonly device: string;
  readonly site: string;
}

/** Devices, the site of each, and which of them an export is about. */
export interface ReadDevices {
  siteOf(device: string): string | undefined;
  readonly wanted: readonly string[] | undefined;
  readonly all: readonly string[];
}

const text = `SELECT d.device_id AS device, s.site_id AS site FROM devices d
  JOIN sites s ON s.id = d.site_id ORDER BY d.device_id`;

/** Reads where every device stands now, removed ones too: their rows are still there. */
export async function readExportDevices(
  database: Database,
  { devices, sites }: Pick<ExportRequest, 'devices' | 'sites'>,
): Promise<ReadDevices> {
  const { rows } = await runRead({ database }, (reader) =>
    reader.executeQuery<Placed>(CompiledQuery.raw(text)),
  );
  const siteByDevice = new Map(rows.map(({ device, site }) => [device, site]));
  const named = devices === undefined ? undefined : new Set(devices);
  const within = sites === undefined ? undefined : new Set(sites);
  const isWanted = ({ device, site }: Placed) =>
    (named?.has(device) ?? true) && (within?.has(site) ?? true);
  const all = rows.filter(isWanted).map(({ device }) => device);
  return {
    siteOf: (device) => siteByDevice.get(device),
    wanted: named === undefined && within === undefined ? undefined : all,
    all,
  };
}
