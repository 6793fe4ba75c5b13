import type { Table } from '@homepot/catalogue';
import { findExportTable } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { ExportStep } from '../keep/export-steps.ts';
import type { ExportRequest } from '../request/export-request.ts';
import type { Span } from '../rows/span.ts';
import { within } from '../rows/span.ts';

const dayMs = 86_400_000;

/** How long a time of a table one step writes: that of a partition, so that files are of use. */
function stepDaysOf({ partition }: Table): number {
  if (partition === 'day') return limits.exportStepDays;
  return partition === 'week' ? limits.exportWeekStepDays : limits.exportMonthStepDays;
}

type Piece = Pick<ExportStep, 'kind' | 'table' | 'from' | 'until'>;

/** Cuts a range at midnights (UTC), so many days apart. */
function cutRange(
  { from, to }: ExportRequest,
  days: number,
  piece: Pick<Piece, 'kind' | 'table'>,
): Piece[] {
  const pieces: Piece[] = [];
  const untilMs = Date.parse(to);
  let begin = from;
  for (;;) {
    const endMs = (Math.floor(Date.parse(begin) / dayMs) + days) * dayMs;
    const end = endMs >= untilMs ? to : new Date(endMs).toISOString();
    pieces.push({ ...piece, from: begin, until: end });
    if (end === to) return pieces;
    begin = end;
  }
}

/**
 * The steps of an export. Each writes whole files and is committed, so that a server which is killed
 * costs one step: rows by table and time, features by day, then the report of quality, the last look
 * for what may name somebody, and the manifest. Times of which there can be no rows have no step.
 */
export function planSteps(
  request: ExportRequest,
  spans: ReadonlyMap<string, readonly Span[]>,
): readonly ExportStep[] {
  const hasRows = (names: readonly string[], { from, until }: Piece, beforeMs: number) => {
    const wanted = {
      fromMs: Date.parse(from ?? '') - beforeMs,
      untilMs: Date.parse(until ?? '') + 1,
    };
    return names.some((name) => within(spans.get(name) ?? [], wanted).length > 0);
  };
  const ofTables = request.tables.flatMap((name) => {
    const table = findExportTable(name);
    return table === undefined
      ? []
      : cutRange(request, stepDaysOf(table), { kind: 'rows', table: name }).filter((piece) =>
          hasRows([name], piece, 0),
        );
  });
  const ofFeatures = request.features
    ? cutRange(request, limits.exportStepDays, { kind: 'features', table: null }).filter((piece) =>
        hasRows(['device_metrics', 'health_checks'], piece, dayMs),
      )
    : [];
  const last = (['quality', 'sweep', 'manifest'] as const).map((kind) => ({
    kind,
    table: null,
    from: null,
    until: null,
  }));
  return [...ofTables, ...ofFeatures, ...last].map((piece, i) => ({ number: i + 1, ...piece }));
}
