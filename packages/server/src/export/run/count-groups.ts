import type { GroupCounts } from '../anonymity/group-counts.ts';
import { createGroupCounts } from '../anonymity/group-counts.ts';
import type { TablePlan } from '../request/plan-table.ts';
import { readAllRows } from '../rows/read-all-rows.ts';
import type { RawRow } from '../rows/row-range.ts';
import { selectColumns } from '../rows/select-columns.ts';
import { createTreatRow } from '../rows/treat-rows.ts';
import type { ExportRun } from './export-run.ts';
import { rangeOf } from './export-run.ts';

/**
 * Who a row is about: a person, else whoever was in a session without a name, else a device, else nobody knows
 * whom, and it stands for itself.
 */
function subjectOf(row: RawRow, place: number): string {
  if (typeof row.subject === 'string') return `person ${row.subject}`;
  if (typeof row.session === 'string') return `session ${row.session}`;
  return typeof row.device === 'string' ? `device ${row.device}` : `row ${place}`;
}

/**
 * Counts how many people share the values of the quasi-identifiers, over all rows of a table that the
 * export holds, as they are written. Only these columns are read.
 */
export async function countGroups(run: ExportRun, plan: TablePlan): Promise<GroupCounts> {
  const { deps, request, tools, devices, lease, signal } = run;
  const guarded = plan.quasiIdentifiers.flatMap((place) => plan.columns[place] ?? []);
  const narrow: TablePlan = {
    ...plan,
    columns: guarded,
    quasiIdentifiers: guarded.map((_, i) => i),
  };
  const all = createGroupCounts(narrow.quasiIdentifiers, request.k);
  const treat = createTreatRow(narrow, tools, devices.siteOf);
  const range = rangeOf(run, plan, { from: request.from, until: request.to });
  let place = 0;
  for await (const rows of readAllRows(deps, range, {
    columns: selectColumns(narrow),
    signal,
  })) {
    for (const row of rows) {
      place += 1;
      all.count(treat(row), subjectOf(row, place));
    }
    await lease.beat();
  }
  return {
    count: all.count,
    keeps: (row) => all.keeps(plan.quasiIdentifiers.map((at) => row[at] ?? null)),
  };
}
