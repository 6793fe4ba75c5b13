import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { ProgramReport } from '../supervisor/create-supervisor.ts';
import { duration, wholeNumber } from '../top/frame/words.ts';
import type { HouseView } from '../top/house-view.ts';

/** What a collection came to. */
export interface CollectSummary {
  readonly started_at: string;
  readonly ended_at: string;
  readonly seconds: number;
  /** Why it ended. */
  readonly reason: string;
  /** Rows that the server stored meanwhile, by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** Records that the server refused or put into quarantine since it started. */
  readonly rejected: number | null;
  readonly quarantined: number | null;
  /** Records that were durable and not yet in the database at the end. */
  readonly in_spool: number | null;
  /** What went wrong, in words. */
  readonly errors: readonly string[];
  readonly programs: readonly ProgramReport[];
}

/** Puts a summary together. Instants are milliseconds since 1970. */
export function createSummary(
  view: HouseView | undefined,
  facts: Pick<CollectSummary, 'reason' | 'errors' | 'programs'> & {
    readonly startedAtMs: number;
    readonly endedAtMs: number;
  },
): CollectSummary {
  const { startedAtMs, endedAtMs, ...others } = facts;
  const rows = view?.tables.map(({ table, session }) => [table, session] as const) ?? [];
  return {
    started_at: new Date(startedAtMs).toISOString(),
    ended_at: new Date(endedAtMs).toISOString(),
    seconds: Math.round((endedAtMs - startedAtMs) / 1_000),
    rows: Object.fromEntries(rows),
    rejected: view?.door?.rejected ?? null,
    quarantined: view?.door?.quarantined ?? null,
    in_spool: view?.door?.in_spool ?? null,
    ...others,
  };
}

/** The file of the last collection of a data folder. */
const summaryFile = (dataDir: string): string => join(dataDir, 'logs', 'collect.json');

/** Writes the summary; whoever reads sees all of it, or the one before. */
export async function writeSummary(dataDir: string, summary: CollectSummary): Promise<void> {
  const file = summaryFile(dataDir);
  const beside = `${file}.${process.pid}`;
  await mkdir(join(dataDir, 'logs'), { recursive: true, mode: 0o700 });
  try {
    await writeFile(beside, `${JSON.stringify(summary, undefined, 2)}\n`, { mode: 0o600 });
    await rename(beside, file);
  } finally {
    await rm(beside, { force: true });
  }
}

/** The summary for people. */
export function summaryLines(summary: CollectSummary): readonly string[] {
  const { rows, programs, errors } = summary;
  const restarts = programs
    .filter((program) => program.restarts > 0)
    .map(({ name, restarts: count }) => `${name} ${count}`);
  return [
    `Collected for ${duration(summary.seconds)} (${summary.reason}):`,
    ...Object.entries(rows).map(
      ([table, count]) => `  ${table.padEnd(22)}${wholeNumber(count).padStart(12)} rows`,
    ),
    `  rejected ${summary.rejected ?? 'unknown'}, in quarantine ${summary.quarantined ?? 'unknown'}, on their way ${summary.in_spool ?? 'unknown'}`,
    `  restarts ${restarts.length === 0 ? 'none' : restarts.join(', ')}`,
    ...errors.map((error) => `  ${error}`),
  ];
}
