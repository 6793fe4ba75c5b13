import type { ExportSplit } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import { computeFeatures } from '../features/compute-features.ts';
import { featureColumns } from '../features/feature-columns.ts';
import { readHistories } from '../features/read-history.ts';
import type { ExportStep, StepOutcome } from '../keep/export-steps.ts';
import { createTreatment } from '../privacy/create-treatment.ts';
import { boundariesOf } from '../split/time-boundaries.ts';
import type { ExportRow } from '../write/row-encoder.ts';
import { createColumnCounts } from './column-counts.ts';
import type { ExportRun } from './export-run.ts';
import type { SplitFiles } from './split-files.ts';
import { openSplitFiles } from './split-files.ts';

const hourMs = 3_600_000;

/**
 * The ends of the hours that lie within a step, and are over as far as the export knows. One that goes
 * on from another has those whose labels were still open in that one.
 */
function hourEnds({ from, until }: ExportStep, { stored, request }: ExportRun): number[] {
  const closedMs = Date.parse(stored.received_after ?? '') - limits.exportLabelHours * hourMs;
  const fromMs = Date.parse(from ?? request.from);
  const lastMs = Math.min(Date.parse(until ?? request.to), Date.parse(stored.complete_until));
  const ends: number[] = [];
  for (let atMs = Math.floor(fromMs / hourMs) * hourMs + hourMs; atMs <= lastMs; atMs += hourMs) {
    if (atMs - hourMs >= fromMs && !(atMs <= closedMs)) ends.push(atMs);
  }
  return ends;
}

/**
 * Whether the labels of an hour look over the end of its part of a split by time: what is learned from
 * it would be known from the part behind it.
 */
function createEmbargo({ request }: ExportRun): (endMs: number) => boolean {
  const { split } = request;
  if (split?.by !== 'time') return () => false;
  const parts = boundariesOf(split, request) ?? [];
  const ends = parts.slice(0, -1).map(({ untilMs }) => untilMs);
  return (endMs) =>
    ends.some((end) => endMs <= end && endMs + limits.exportLabelHours * hourMs > end);
}

async function writeDevices(
  run: ExportRun,
  devices: readonly string[],
  ends: readonly number[],
  files: SplitFiles,
): Promise<readonly ExportRow[]> {
  const { deps, request, stored, signal, tools } = run;
  const [first = 0, last = first] = [ends[0], ends.at(-1)];
  const range = {
    devices,
    firstMs: first,
    lastMs: last,
    provenance: request.provenance,
    completeUntil: stored.complete_until,
  };
  const histories = await readHistories(deps.database, range, signal);
  const endOfKnowledgeMs = Date.parse(stored.complete_until);
  const guard = createTreatment({ source: 'device_id', treatment: 'guard' }, tools);
  const groups = new Map<ExportSplit | undefined, ExportRow[]>();
  for (const [device, history] of histories) {
    const site = run.devices.siteOf(device);
    const names = { device_id: guard(device), site_id: site === undefined ? null : guard(site) };
    for (const endMs of ends) {
      const features = computeFeatures(history, endMs, endOfKnowledgeMs);
      if (features === undefined) continue;
      const values = { ...features, ...names, state: guard(features.state) };
      const row = featureColumns.map(({ name }) => (values as typeof features)[name] ?? null);
      const split = run.split({ atMs: endMs - hourMs, device, site, person: undefined });
      const group = groups.get(split);
      if (group === undefined) groups.set(split, [row]);
      else group.push(row);
    }
  }
  for (const [split, rows] of groups) await files.append(split, rows);
  return [...groups.values()].flat();
}

/** Writes a row of features and labels for each device and hour of a day. */
export async function writeFeaturesStep(run: ExportRun, step: ExportStep): Promise<StepOutcome> {
  const isEmbargoed = createEmbargo(run);
  const all = hourEnds(step, run);
  const ends = all.filter((endMs) => !isEmbargoed(endMs));
  const counts = createColumnCounts(featureColumns.map(({ name }) => name));
  const files = openSplitFiles(run, {
    folder: 'features',
    stem: (step.from ?? run.request.from).slice(0, 10),
    columns: featureColumns,
  });
  const { all: devices } = run.devices;
  try {
    for (let at = 0; ends.length > 0 && at < devices.length; at += limits.exportFeatureDevicesMax) {
      const some = devices.slice(at, at + limits.exportFeatureDevicesMax);
      counts.count(await writeDevices(run, some, ends, files));
      await run.lease.beat();
    }
    const embargoed = all.length - ends.length;
    const result = {
      suppressed: 0,
      hours: ends.length,
      embargoed_hours: embargoed,
      ...counts.result(),
    };
    return { files: await files.finish(), suppressed: 0, result };
  } catch (error) {
    await files.abandon();
    throw error;
  }
}
