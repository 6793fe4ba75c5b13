import type { Table } from '@homepot/catalogue';
import { telemetryTables } from '@homepot/catalogue';

/** The table whose rows can be followed, by its name or list path. */
export function findLiveTable(name: string): Table | undefined {
  return telemetryTables.find((table) => table.name === name || table.listPath === name);
}
