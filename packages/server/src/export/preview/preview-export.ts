import { randomBytes } from 'node:crypto';
import type { AnswerOf, previewExport as contract } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import { quoteIdentifier } from '../../store/index.ts';
import type { ExportsDependencies } from '../exports-dependencies.ts';
import { createIdentifierSearch } from '../privacy/identifier-search.ts';
import { learnIdentifiers } from '../privacy/known-identifiers.ts';
import { createPseudonyms } from '../privacy/pseudonyms.ts';
import type { TablePlan } from '../request/plan-table.ts';
import { planTable } from '../request/plan-table.ts';
import type { GivenRequest } from '../request/read-request.ts';
import { readExportRequest } from '../request/read-request.ts';
import { readExportDevices } from '../rows/read-devices.ts';
import { readRows } from '../rows/read-rows.ts';
import type { RawRow } from '../rows/row-range.ts';
import { selectColumns } from '../rows/select-columns.ts';
import { createTreatRow } from '../rows/treat-rows.ts';
import { rangeOf } from '../run/export-run.ts';

type Answer = AnswerOf<typeof contract>;

const rawName = (source: string): string => `raw ${source}`;

/** Long values are cut: a preview is for looking at. */
const sqlOfRaw = (plan: TablePlan, source: string): string => {
  const column = quoteIdentifier(source);
  const type = plan.table.columns[source]?.type ?? 'text';
  const isLong = type === 'text' || type === 'jsonb';
  return isLong ? `left(${column}::text, ${limits.exportTextCharactersMax})` : column;
};

const beforeOf = ({ columns }: TablePlan, row: RawRow) =>
  Object.fromEntries(columns.map(({ source }) => [source, row[rawName(source)] ?? null]));

/**
 * Shows some rows of each table as they are and as they would leave. The key of the pseudonyms is drawn
 * for this answer; who is known is learned of the whole range, as for an export.
 */
export async function previewExport(
  deps: ExportsDependencies,
  given: GivenRequest,
  signal?: AbortSignal,
): Promise<Answer> {
  const { database, clock } = deps;
  const nowMs = clock.nowMs();
  const request = readExportRequest(given, nowMs);
  const search = createIdentifierSearch();
  await learnIdentifiers(deps, search, request, signal);
  const tools = { pseudonyms: createPseudonyms(randomBytes(32)), search };
  const devices = await readExportDevices(database, request);
  const stored = { complete_until: new Date(nowMs).toISOString(), received_after: null };
  const tables: Answer['tables'][number][] = [];
  for (const name of request.tables) {
    const plan = planTable(request, name);
    const range = rangeOf({ stored, request, devices }, plan, {
      from: request.from,
      until: request.to,
    });
    const raw = plan.columns.map(({ source }) => ({
      name: rawName(source),
      sql: sqlOfRaw(plan, source),
    }));
    const unique = [
      ...new Map([...selectColumns(plan), ...raw].map((one) => [one.name, one])).values(),
    ];
    const pages = readRows(database, range, {
      columns: unique,
      pageRows: limits.exportPreviewRows,
      signal,
    });
    const { value: rows = [] } = (await pages.next()) as { value?: readonly RawRow[] };
    const treat = createTreatRow(plan, tools, devices.siteOf);
    tables.push({
      table: name,
      columns: plan.columns.map(({ name: column, treatment }) => ({ column, treatment })),
      before: rows.map((row) => beforeOf(plan, row)),
      after: rows.map((row) => {
        const values = treat(row);
        return Object.fromEntries(plan.columns.map(({ name: column }, i) => [column, values[i]]));
      }),
    });
  }
  return { tables };
}
