import type { Json } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { StepOutcome } from '../keep/export-steps.ts';
import { readResults } from '../keep/export-steps.ts';
import type { ExportRun } from './export-run.ts';
import { writeTextFile } from './write-text-file.ts';

const dayMs = 86_400_000;

interface Counted {
  readonly rows: number;
  readonly suppressed: number;
  readonly nulls: Readonly<Record<string, number>>;
}

/** How much of each table there is, and how much of each column. */
async function readCompleteness({ deps, stored }: ExportRun) {
  const tables = new Map<
    string,
    {
      rows: number;
      suppressed: number;
      days: number;
      empty: string[];
      nulls: Record<string, number>;
    }
  >();
  for (const { table, from, result } of await readResults(deps.database, stored.id, 'rows')) {
    const counted = result as unknown as Counted;
    const sum = tables.get(table ?? '') ?? {
      rows: 0,
      suppressed: 0,
      days: 0,
      empty: [],
      nulls: {},
    };
    sum.rows += counted.rows;
    sum.suppressed += counted.suppressed;
    sum.days += 1;
    if (counted.rows === 0) sum.empty.push((from ?? '').slice(0, 10));
    for (const [column, nulls] of Object.entries(counted.nulls)) {
      sum.nulls[column] = (sum.nulls[column] ?? 0) + nulls;
    }
    tables.set(table ?? '', sum);
  }
  return [...tables].map(([table, { rows, suppressed, days, empty, nulls }]) => ({
    table,
    rows,
    suppressed_rows: suppressed,
    pieces: days,
    pieces_without_rows: empty,
    null_percent: Object.fromEntries(
      Object.entries(nulls).map(([column, count]) => [
        column,
        rows === 0 ? null : Math.round((1_000 * count) / rows) / 10,
      ]),
    ),
  }));
}

/** The judgement of `homepot validate`, up to the end of the range; why not, where it could not be made. */
async function judge({ deps, request, signal }: ExportRun) {
  if (deps.judge === undefined) return { judged: null, reason: 'This server does not judge data.' };
  const untilMs = Math.min(Date.parse(request.to), deps.clock.nowMs());
  const days = Math.ceil((untilMs - Date.parse(request.from)) / dayMs);
  const asked = {
    days: Math.min(Math.max(days, 1), limits.validatedDaysMax),
    provenance: request.provenance,
    untilMs,
  };
  try {
    return { judged: await deps.judge(asked, signal), reason: null };
  } catch (error) {
    signal.throwIfAborted();
    return { judged: null, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Examples of findings name values of rows; only what they say of amounts leaves. */
function withoutExamples(judged: NonNullable<Awaited<ReturnType<typeof judge>>['judged']>): Json {
  const { score, passed, from, to, covered_percent, devices, devices_judged, findings } = judged;
  return JSON.parse(
    JSON.stringify({
      score,
      passed,
      from,
      to,
      covered_percent,
      devices,
      devices_judged,
      findings: findings.map(({ kind, what, table, severity, count }) => ({
        kind,
        what,
        table,
        severity,
        count,
      })),
    }),
  );
}

/** Writes quality.json: a trust score of 0 to 100 with its findings, and what is missing in the files. */
export async function qualityStep(run: ExportRun): Promise<StepOutcome> {
  const tables = await readCompleteness(run);
  await run.lease.beat();
  const { judged, reason } = await judge(run);
  const report = {
    trust_score: judged?.score ?? null,
    not_judged_because: reason,
    judgement: judged === null ? null : withoutExamples(judged),
    tables,
  };
  const file = await writeTextFile(run, 'quality.json', `${JSON.stringify(report, null, 2)}\n`);
  const result = { trust_score: report.trust_score, passed: judged?.passed ?? null };
  return { files: [file], suppressed: 0, result };
}
