import type { GroupCounts } from '../anonymity/group-counts.ts';
import type { RunDependencies } from '../exports-dependencies.ts';
import type { ExportLease } from '../keep/export-lease.ts';
import type { StoredExport } from '../keep/stored-export.ts';
import type { TreatmentTools } from '../privacy/create-treatment.ts';
import type { ExportRequest } from '../request/export-request.ts';
import type { TablePlan } from '../request/plan-table.ts';
import type { RowRange } from '../rows/row-range.ts';
import type { SplitRows } from '../split/split-rows.ts';

/** The devices of an export, by name, and the site where each stands. */
interface ExportDevices {
  siteOf(device: string): string | undefined;
  /** Those that the rows are about; undefined where no row is left out for its device. */
  readonly wanted: readonly string[] | undefined;
  /** All that features are made of, in order. */
  readonly all: readonly string[];
}

/** An export that is being written, with everything that its steps share. */
export interface ExportRun {
  readonly deps: RunDependencies;
  readonly lease: ExportLease;
  readonly stored: StoredExport;
  readonly request: ExportRequest;
  readonly tools: TreatmentTools;
  readonly devices: ExportDevices;
  readonly split: SplitRows;
  readonly signal: AbortSignal;
  /** How many people are alike, counted when it is first asked for. */
  groupsOf(plan: TablePlan): Promise<GroupCounts>;
}

/** The key of a file of an export in the storage. */
export const keyOf = (
  { keyPrefix }: Pick<RunDependencies, 'keyPrefix'>,
  exportId: string,
  name: string,
): string => `${keyPrefix}${exportId}/${name}`;

/** The rows of a table that belong to an export, within a time. */
export function rangeOf(
  run: Pick<ExportRun, 'request' | 'devices'> & {
    readonly stored: Pick<StoredExport, 'complete_until' | 'received_after'>;
  },
  plan: TablePlan,
  { from, until }: { readonly from: string; readonly until: string },
): RowRange {
  const { request, stored, devices } = run;
  const { deviceColumn } = plan;
  return {
    table: plan.table,
    timeColumn: plan.timeColumn,
    from,
    until,
    provenance: request.provenance,
    completeUntil: stored.complete_until,
    receivedAfter: stored.received_after ?? undefined,
    devices:
      devices.wanted === undefined || deviceColumn === undefined
        ? undefined
        : { column: deviceColumn, names: devices.wanted },
  };
}
