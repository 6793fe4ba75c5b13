import type { ExportStepKind } from '@homepot/catalogue';
import { exportTables } from '@homepot/catalogue';
import { HomepotError, limits } from '../../kernel/index.ts';
import { classifyDatabaseError } from '../../store/index.ts';
import type { RunDependencies } from '../exports-dependencies.ts';
import type { ExportLease } from '../keep/export-lease.ts';
import { ExportLost } from '../keep/export-lease.ts';
import type { ExportStep, StepOutcome } from '../keep/export-steps.ts';
import { enterSteps, readNextStep, settleStep } from '../keep/export-steps.ts';
import { findLeaving, releaseRange } from '../keep/hold-range.ts';
import type { ExportRequest } from '../request/export-request.ts';
import { readSpans } from '../rows/read-spans.ts';
import type { Span } from '../rows/span.ts';
import type { ExportRun } from './export-run.ts';
import { failExport } from './fail-export.ts';
import { manifestStep } from './manifest-step.ts';
import { openRun } from './open-run.ts';
import { planSteps } from './plan-steps.ts';
import { qualityStep } from './quality-step.ts';
import { sweepStep } from './sweep-step.ts';
import { writeFeaturesStep } from './write-features-step.ts';
import { writeRowsStep } from './write-rows-step.ts';

/*
 * An export goes: waiting, running, completed. Its steps are entered in one transaction when it is first
 * taken up; each is then done whole, and committed with its files and totals. A file is in the storage
 * before its step is committed: a server that is killed in between leaves a file that the step, done
 * again, replaces by the same name. What cannot be done makes it `failed`, with a code, and it may be
 * resumed; a database or storage that is away makes it wait for the next look. Cancelled or taken over,
 * this server hears of it with its next beat and leaves everything as it is.
 */

const perform: Readonly<
  Record<ExportStepKind, (run: ExportRun, step: ExportStep) => Promise<StepOutcome>>
> = {
  rows: writeRowsStep,
  features: writeFeaturesStep,
  quality: qualityStep,
  sweep: sweepStep,
  manifest: manifestStep,
};

/** The tables that say which steps there are. */
const neededTables = ({ tables, features }: ExportRequest): readonly string[] =>
  features ? [...tables, 'device_metrics', 'health_checks'] : tables;

async function enter(deps: RunDependencies, lease: ExportLease): Promise<void> {
  const { database } = deps;
  const { stored } = lease;
  if (stored.steps > 0) return;
  const spans = new Map<string, readonly Span[]>();
  for (const table of exportTables) {
    if (!neededTables(stored.request).includes(table.name)) continue;
    spans.set(table.name, await readSpans(deps, table, stored.request));
  }
  const steps = planSteps(stored.request, spans);
  await database.transaction(async (transaction) => {
    await lease.hold(transaction);
    if ((await readNextStep(transaction, stored.id)) !== undefined) return;
    await enterSteps(transaction, stored.id, steps);
  });
}

async function complete(
  { database, clock }: RunDependencies,
  { stored, hold }: ExportLease,
): Promise<void> {
  const nowMs = clock.nowMs();
  const expiresMs = nowMs + limits.exportFilesKeptDays * 86_400_000;
  await database.transaction(async (transaction) => {
    await hold(transaction);
    await transaction.query(
      `UPDATE exports SET status = 'completed', finished_at = $2, expires_at = $3, sealed_key = NULL,
         leased_until = NULL WHERE id = $1`,
      [stored.id, new Date(nowMs).toISOString(), new Date(expiresMs).toISOString()],
    );
    await releaseRange(transaction, stored.export_id, nowMs);
  });
}

/** Whether the same may succeed later by itself. */
const isTransient = (error: unknown): boolean =>
  error instanceof HomepotError
    ? ['database_unavailable', 'storage_unavailable', 'query_too_long'].includes(error.code)
    : classifyDatabaseError(error) === 'retry';

/** Rows that are in neither place would be missing, and nobody would see it. */
async function requireWhole({ database }: RunDependencies, { stored }: ExportLease): Promise<void> {
  const leaving = await findLeaving(database, stored.export_id);
  if (leaving === undefined) return;
  throw new HomepotError('database_unavailable', {
    message: `${leaving} is being archived just now; the export begins when that has ended`,
  });
}

async function runSteps(
  deps: RunDependencies,
  lease: ExportLease,
  signal: AbortSignal,
): Promise<void> {
  const { database, clock } = deps;
  await requireWhole(deps, lease);
  await enter(deps, lease);
  const run = await openRun(deps, lease, signal);
  let { stored } = run;
  for (;;) {
    const step = await readNextStep(database, stored.id);
    if (step === undefined) return;
    signal.throwIfAborted();
    const outcome = await perform[step.kind]({ ...run, stored }, step);
    const added = outcome.files.reduce((sum, { bytes }) => sum + bytes, 0);
    if (stored.bytes + added > limits.exportBytesMax) {
      throw new HomepotError('export_too_large', {
        message: `The export has more than ${limits.exportBytesMax} bytes`,
      });
    }
    await database.transaction(async (transaction) => {
      await lease.hold(transaction);
      const at = new Date(clock.nowMs()).toISOString();
      await settleStep(transaction, stored.id, step, outcome, at);
    });
    const rows = outcome.files.reduce((sum, file) => sum + file.rows, 0);
    stored = { ...stored, rows: stored.rows + rows, bytes: stored.bytes + added };
  }
}

/** Writes an export to its end, from wherever it stands. Never throws. */
export async function runExport(
  deps: RunDependencies,
  lease: ExportLease,
  signal: AbortSignal,
): Promise<void> {
  const { log } = deps;
  const { export_id: exportId } = lease.stored;
  try {
    await runSteps(deps, lease, signal);
    await complete(deps, lease);
    log.info({ export: exportId }, 'an export is complete');
  } catch (error) {
    if (signal.aborted || error instanceof ExportLost) return;
    if (isTransient(error)) {
      log.warn({ err: error, export: exportId }, 'an export waits for what is away');
      return;
    }
    await failExport(deps, lease, error);
  }
}
