import type { ExportSplit } from '@homepot/catalogue';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { ExportStep, StepOutcome } from '../keep/export-steps.ts';
import type { TablePlan } from '../request/plan-table.ts';
import { planTable } from '../request/plan-table.ts';
import { readAllRows } from '../rows/read-all-rows.ts';
import type { RawRow } from '../rows/row-range.ts';
import { readsLongValues, selectColumns } from '../rows/select-columns.ts';
import { createTreatRow } from '../rows/treat-rows.ts';
import type { ExportRow } from '../write/row-encoder.ts';
import { createColumnCounts } from './column-counts.ts';
import type { ExportRun } from './export-run.ts';
import { rangeOf } from './export-run.ts';
import { openSplitFiles } from './split-files.ts';

const textOr = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

function splitOf({ split, devices }: ExportRun, row: RawRow): ExportSplit | undefined {
  const device = textOr(row.device);
  return split({
    atMs: Date.parse(String(row['key at'])),
    device,
    site: device === undefined ? undefined : devices.siteOf(device),
    person: textOr(row.subject),
  });
}

/** Rows by the part of the split that they belong to. */
function groupRows(rows: readonly (readonly [ExportSplit | undefined, ExportRow])[]) {
  const groups = new Map<ExportSplit | undefined, ExportRow[]>();
  for (const [split, row] of rows) {
    const group = groups.get(split);
    if (group === undefined) groups.set(split, [row]);
    else group.push(row);
  }
  return groups;
}

/**
 * Rows of a file about people by what they say: in the order in which they came, two exports could be laid
 * beside each other line by line, however little each line tells.
 */
function inNoOrder(plan: TablePlan, rows: readonly ExportRow[]): readonly ExportRow[] {
  if (plan.subject === undefined) return rows;
  const time = plan.columns.findIndex(({ source }) => source === plan.timeColumn);
  const texts = rows.map((row) => [`${row[time] ?? ''} ${JSON.stringify(row)}`, row] as const);
  return texts.toSorted(([a], [b]) => (a < b ? -1 : Number(a > b))).map(([, row]) => row);
}

/** Throws where an export grows beyond what one may be. */
function checkSize({ stored }: ExportRun, rows: number): void {
  if (stored.rows + rows <= limits.exportRowsMax) return;
  throw new HomepotError('export_too_large', {
    message: `The export has more than ${limits.exportRowsMax} rows`,
  });
}

async function writePages(run: ExportRun, plan: TablePlan, step: ExportStep): Promise<StepOutcome> {
  const { deps, request, lease, signal, tools, devices } = run;
  const from = step.from ?? request.from;
  const groups = await run.groupsOf(plan);
  const treat = createTreatRow(plan, tools, devices.siteOf);
  const counts = createColumnCounts(plan.columns.map(({ name }) => name));
  const files = openSplitFiles(run, {
    folder: plan.table.name,
    stem: from.slice(0, 10),
    columns: plan.columns,
  });
  let written = 0;
  let suppressed = 0;
  try {
    const range = rangeOf(run, plan, { from, until: step.until ?? request.to });
    const pages = readAllRows(deps, range, {
      columns: selectColumns(plan),
      ...(readsLongValues(plan) ? { pageRows: limits.exportLongPageRowsMax } : {}),
      signal,
    });
    for await (const page of pages) {
      const treated = page.map((row) => [splitOf(run, row), treat(row)] as const);
      const kept = treated.filter(([, row]) => groups.keeps(row));
      suppressed += treated.length - kept.length;
      written += kept.length;
      checkSize(run, written);
      for (const [split, rows] of groupRows(kept)) {
        counts.count(rows);
        await files.append(split, inNoOrder(plan, rows));
      }
      await lease.beat();
    }
    return { files: await files.finish(), suppressed, result: { suppressed, ...counts.result() } };
  } catch (error) {
    await files.abandon();
    throw error;
  }
}

/** Writes the rows of a table within a time into files, one for each part of the split. */
export const writeRowsStep = (run: ExportRun, step: ExportStep): Promise<StepOutcome> =>
  writePages(run, planTable(run.request, step.table ?? ''), step);
