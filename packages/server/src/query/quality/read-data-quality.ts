import type { AnswerOf, readDataQuality as contract, QueryOf, Table } from '@homepot/catalogue';
import { findTable, provenances, telemetryTables } from '@homepot/catalogue';
import { HomepotError, limits, within } from '../../kernel/index.ts';
import type { QueryDeps, Reader } from '../run-read.ts';
import { runRead } from '../run-read.ts';
import type { Finding } from './finding.ts';
import { judgeAmounts, spanDaysOf } from './judge-amounts.ts';
import { judgeCounters } from './judge-counters.ts';
import { judgeDuplicates } from './judge-duplicates.ts';
import type { OpenBetween } from './judge-gaps.ts';
import { judgeGaps } from './judge-gaps.ts';
import { judgeNulls } from './judge-nulls.ts';
import { judgeRates } from './judge-rates.ts';
import { judgeReferences } from './judge-references.ts';
import { judgeStates } from './judge-states.ts';
import type { TableFigures } from './judge-table.ts';
import { judgeTable } from './judge-table.ts';
import type { JudgedDevice, QualityScope } from './quality-scope.ts';
import { hasDevices, readDevices } from './quality-scope.ts';
import { scoreOf } from './score.ts';

type Answer = AnswerOf<typeof contract>;
type Asked = QueryOf<typeof contract>;

/** What judging takes besides the database. */
export interface QualityDeps extends QueryDeps {
  /** Reads the opening hours of sites by their numbers, as of an instant since 1970. */
  readonly readOpenings: (siteRowIds: readonly number[], atMs: number) => Promise<OpenBetween>;
  /** How long all of it may take. */
  readonly judgementMillisecondsMax: number;
}

const dayMs = 86_400_000;

/** Samples tell another past of the devices that report and are played: they are judged when asked for. */
const judgedByItself = provenances.filter((provenance) => provenance !== 'sample');

/** Rows without a device cannot be told by site. */
const tablesOf = (siteId: string | undefined): readonly Table[] =>
  siteId === undefined ? telemetryTables : telemetryTables.filter(hasDevices);

function scopeOf(asked: Asked, devices: readonly JudgedDevice[], nowMs: number): QualityScope {
  const names = devices.map(({ device_id }) => device_id);
  const { min_days = 1, provenance, site_id } = asked;
  return {
    fromMs: nowMs - (min_days + 1) * dayMs,
    toMs: nowMs + dayMs,
    provenances: provenance === undefined || provenance.length === 0 ? judgedByItself : provenance,
    siteDevices: site_id === undefined ? undefined : names,
    sample: undefined,
  };
}

/** As many devices as have not too many rows, where there are more; the same ones each time. */
function sampleOf(
  devices: readonly JudgedDevice[],
  figures: readonly TableFigures[],
): readonly string[] | undefined {
  const most = figures
    .filter(({ table }) => findTable(table)?.columns.device_id !== undefined)
    .reduce((rows, figure) => Math.max(rows, figure.rows), 0);
  if (most <= limits.rowsJudgedMax) return undefined;
  const count = Math.max(1, Math.floor((devices.length * limits.rowsJudgedMax) / most));
  return count < devices.length
    ? devices.slice(0, count).map(({ device_id }) => device_id)
    : undefined;
}

async function judgeAll(
  reader: Reader,
  scope: QualityScope,
  tables: readonly Table[],
): Promise<{ readonly figures: readonly TableFigures[]; readonly findings: readonly Finding[] }> {
  const figures: TableFigures[] = [];
  const findings: Finding[] = [];
  for (const table of tables) {
    const judged = await judgeTable(reader, table, scope);
    figures.push(judged.figures);
    findings.push(...judged.findings);
  }
  return { figures, findings };
}

const byWeight = (a: Finding, b: Finding): number =>
  Number(a.severity === 'warning') - Number(b.severity === 'warning');

function verdictOf(table: string, findings: readonly Finding[]): 'good' | 'warning' | 'failure' {
  const mine = findings.filter((finding) => finding.table === table);
  if (mine.some(({ severity }) => severity === 'failure')) return 'failure';
  return mine.length > 0 ? 'warning' : 'good';
}

async function judge(deps: QualityDeps, asked: Asked, signal: AbortSignal): Promise<Answer> {
  const nowMs = deps.clock.nowMs();
  const { min_days: minDays = 1, min_rows: minRows = 1_000, site_id: siteId } = asked;
  const devices = await runRead(deps, (reader) => readDevices(reader, siteId), signal);
  if (siteId !== undefined && devices.length === 0) {
    throw new HomepotError('parameter_invalid', {
      path: 'query.site_id',
      message: 'There is no such site, or it has no devices',
    });
  }
  const scope = scopeOf(asked, devices, nowMs);
  const sites = [...new Set(devices.map(({ site_row_id }) => site_row_id))];
  const openBetween = await deps.readOpenings(sites, scope.fromMs);
  const tables = tablesOf(siteId);
  const { figures, found, coveredPercent, judged } = await runRead(
    deps,
    async (reader) => {
      const all = await judgeAll(reader, scope, tables);
      const sampled = { ...scope, sample: sampleOf(devices, all.figures) };
      const gaps = await judgeGaps(reader, sampled, devices, openBetween);
      const others = [
        ...(await judgeNulls(reader, sampled)),
        ...(await judgeCounters(reader, sampled, devices)),
        ...(await judgeDuplicates(reader, sampled)),
        ...(await judgeReferences(reader, scope)),
        ...(await judgeStates(reader, sampled)),
        ...(await judgeRates(reader, sampled)),
      ];
      return {
        figures: all.figures,
        found: [...gaps.findings, ...all.findings, ...others],
        coveredPercent: gaps.coveredPercent,
        judged: sampled.sample?.length ?? devices.length,
      };
    },
    signal,
  );
  const amounts = judgeAmounts(figures, {
    minDays,
    minRows,
    nowMs,
    isOneSite: siteId !== undefined,
  });
  const findings = [...amounts, ...found].toSorted(byWeight).slice(0, limits.findingsMax);
  return {
    passed: findings.every(({ severity }) => severity !== 'failure'),
    score: scoreOf(findings, new Map(figures.map(({ table, rows }) => [table, rows]))),
    from: new Date(scope.fromMs).toISOString(),
    to: new Date(nowMs).toISOString(),
    min_days: minDays,
    min_rows: minRows,
    devices: devices.length,
    devices_judged: judged,
    covered_percent: coveredPercent,
    tables: figures.map((table) => ({
      ...table,
      span_days: spanDaysOf(table),
      verdict: verdictOf(table.table, findings),
    })),
    findings,
  };
}

/**
 * Judges the data of the last days: how much there is, holes, nulls, impossible values, duplicates,
 * references, states and rates. Every pass goes over one table and one range; all of them together end
 * after `judgementMillisecondsMax`. Throws
 * parameter_invalid for a site that does not exist, query_too_long, database_unavailable.
 */
export async function readDataQuality(
  deps: QualityDeps,
  asked: Asked,
  signal: AbortSignal = new AbortController().signal,
): Promise<Answer> {
  const deadline = new AbortController();
  const judging = judge(deps, asked, AbortSignal.any([signal, deadline.signal]));
  if (!(await within(deps.judgementMillisecondsMax, judging))) {
    const seconds = deps.judgementMillisecondsMax / 1_000;
    const message = `The judgement took longer than ${seconds} s; ask for fewer days or one site`;
    deadline.abort(new HomepotError('query_too_long', { message }));
  }
  return judging;
}
