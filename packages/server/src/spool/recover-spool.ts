import { join } from 'node:path';
import type { Log } from '../kernel/index.ts';
import type { Disk, DiskFile, OpenMode } from './disk.ts';
import { DiskFullError } from './disk-full.ts';
import { encodeEntryHeader, payloadCrc, sealOf } from './entry.ts';
import { quarantineBytes, readStretches } from './quarantine.ts';
import { keepReserve, releaseReserve } from './reserve.ts';
import type { Segment, SpoolPlace } from './segment.ts';
import { createSegment, firstSequenceOf, segmentName, unfinishedSuffix } from './segment.ts';
import { scanSegment } from './segment-scan.ts';
import { readSpoolId } from './spool-id.ts';
import type { HeldBatch, SegmentSurvey } from './survey-segment.ts';
import { surveySegment } from './survey-segment.ts';

/**
 * What happens to a spool when its server starts:
 *
 * 1. Every segment is read from front to back, one entry in memory at a time.
 * 2. Bytes that were durable once and are no entry now are damage. They are copied to the
 *    quarantine folder, told in the log, and taken out of their segment; what follows them stays.
 * 3. The last group, whose sync nobody has witnessed, is written again, into a new segment. This
 *    covers a sync that failed: the kernel then calls the pages clean, and shows them to every
 *    reader, although they are not on the disk. Neither reading them nor syncing the old file
 *    again would tell.
 * 4. The old segment is cut behind its last proven entry. This removes a torn last entry as well,
 *    which never was acknowledged, and the room that was kept for more.
 *
 * A segment of a server that is gone is thus never written again, only cut, and every step can be
 * interrupted: the next start comes to the same end.
 *
 * A new segment needs room. Where the disk is full, the reserve (reserve.ts) is given up for it, so
 * that a server whose disk is full can start and let its drain make room.
 */
export interface Recovery {
  readonly entries: number;
  /** Bytes of all segments. */
  readonly bytes: number;
  /** Bytes of cut-off writes that were removed; nothing in them was acknowledged. */
  readonly truncatedBytes: number;
  /** Bytes that went to quarantine. Above 0, acknowledged batches may be lost. */
  readonly damagedBytes: number;
  /** Numbers between segments that have no entry; above 0, a segment or its end is gone. */
  readonly missingEntries: number;
  /** The highest number that is taken; the next entry gets a higher one. */
  readonly lastSequence: number;
}

/** A spool's state after recovery, ready for more. */
export interface RecoveredSpool {
  readonly recovery: Recovery;
  readonly place: SpoolPlace;
  /** All segments, oldest first; the last one takes new entries. */
  readonly segments: Segment[];
  /** The last one. */
  readonly newest: Segment;
  /** The newest one's file, open for writing. */
  readonly file: DiskFile;
}

async function withFile<T>(
  place: SpoolPlace,
  first: number,
  mode: OpenMode,
  run: (file: DiskFile) => Promise<T>,
): Promise<T> {
  const file = await place.disk.open(join(place.folder, segmentName(first)), mode);
  try {
    return await run(file);
  } finally {
    await file.close();
  }
}

async function listSegments(disk: Disk, folder: string): Promise<readonly string[]> {
  const names = await disk.list(folder);
  for (const name of names) {
    if (name.endsWith(unfinishedSuffix)) await disk.remove(join(folder, name));
  }
  return names.filter((name) => firstSequenceOf(name) !== undefined).toSorted();
}

async function surveyAll(
  place: SpoolPlace,
  firsts: readonly number[],
  each: (held: HeldBatch) => void,
): Promise<readonly SegmentSurvey[]> {
  const surveys: SegmentSurvey[] = [];
  for (const [index, first] of firsts.entries()) {
    const segment = { first, limit: firsts[index + 1] };
    surveys.push(
      await withFile(place, first, 'read', (file) =>
        surveySegment(file, segment, place.seal, each),
      ),
    );
  }
  return surveys;
}

/** The last group of a segment, as entries of a group of its own. */
async function* readLastGroup(
  file: DiskFile,
  survey: SegmentSurvey,
  seal: number,
): AsyncGenerator<readonly Uint8Array[], void> {
  const range = { from: survey.provenEnd, to: survey.fileBytes, after: survey.provenLast };
  for await (const found of scanSegment(file, range, seal)) {
    if (found.kind === 'damage') continue;
    const { payload, sequence } = found.entry;
    const crc = payloadCrc([payload], seal);
    yield [encodeEntryHeader(sequence, survey.provenLast, { bytes: payload.length, crc }), payload];
  }
}

/** Begins the newest segment; on a full disk in the room that was kept for it. */
async function openNewest(
  place: SpoolPlace,
  newest: SegmentSurvey | undefined,
  log: Log,
): Promise<{ segment: Segment; file: DiskFile }> {
  try {
    return await beginNewest(place, newest);
  } catch (error) {
    if (!(error instanceof DiskFullError) || !(await releaseReserve(place))) throw error;
    log.error({ folder: place.folder }, 'The disk of the spool is full; the reserve is used');
    return beginNewest(place, newest);
  }
}

async function beginNewest(
  place: SpoolPlace,
  newest: SegmentSurvey | undefined,
): Promise<{ segment: Segment; file: DiskFile }> {
  const first = newest === undefined ? 1 : newest.provenLast + 1;
  const { file, bytes } =
    newest === undefined
      ? await createSegment(place, first, [])
      : await withFile(place, newest.first, 'read', (old) =>
          createSegment(place, first, readLastGroup(old, newest, place.seal)),
        );
  const last = Math.max(first - 1, newest?.last ?? 0);
  return { file, segment: { first, last, bytes, newestAtMs: newest?.newestAtMs ?? 0 } };
}

/** Brings an old segment down to its proven entries. Returns undefined where it has none. */
async function tidySegment(place: SpoolPlace, survey: SegmentSurvey): Promise<Segment | undefined> {
  const { first, newestAtMs } = survey;
  if (survey.proven.length === 0) {
    await place.disk.remove(join(place.folder, segmentName(first)));
    await place.disk.syncFolder(place.folder);
    return undefined;
  }
  const segment = { first, last: survey.provenLast, newestAtMs };
  if (survey.damage.length > 0) {
    const rebuilt = await withFile(place, first, 'read', (file) =>
      createSegment(place, first, readStretches(file, survey.proven)),
    );
    await rebuilt.file.close();
    return { ...segment, bytes: rebuilt.bytes };
  }
  if (survey.fileBytes > survey.provenEnd) {
    await withFile(place, first, 'change', async (file) => {
      await file.truncate(survey.provenEnd);
      await file.datasync();
    });
  }
  return { ...segment, bytes: survey.provenEnd };
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}

function missingBetween(surveys: readonly SegmentSurvey[]): number {
  return sumOf(surveys.slice(1), (survey) => {
    const before = surveys[surveys.indexOf(survey) - 1];
    return before === undefined ? 0 : Math.max(0, survey.first - 1 - before.provenLast);
  });
}

async function quarantineDamage(
  place: SpoolPlace,
  surveys: readonly SegmentSurvey[],
  log: Log,
): Promise<void> {
  for (const { first, damage } of surveys) {
    if (damage.length === 0) continue;
    const segment = join(place.folder, segmentName(first));
    log.error({ segment, damage }, 'A segment of the spool is damaged; the bytes are quarantined');
    await withFile(place, first, 'read', (file) => quarantineBytes(place, first, file, damage));
  }
}

/**
 * Recovers the spool in a folder, which is created where it is not there. `each` gets every batch
 * that the spool holds, in order; `reserveBytes` are kept for the next start. Throws what the disk
 * throws; starting again is then safe.
 */
export async function recoverSpool(
  { disk, log }: { readonly disk: Disk; readonly log: Log },
  folder: string,
  reserveBytes: number,
  each: (held: HeldBatch) => void,
): Promise<RecoveredSpool> {
  await disk.createFolder(folder);
  const names = await listSegments(disk, folder);
  const id = await readSpoolId(disk, folder, names, log);
  const place: SpoolPlace = { disk, folder, id, seal: sealOf(id) };
  const surveys = await surveyAll(
    place,
    names.map((name) => firstSequenceOf(name) ?? 0),
    each,
  );
  const missingEntries = missingBetween(surveys);
  if (missingEntries > 0) log.error({ folder, missingEntries }, 'The spool has a gap');
  await quarantineDamage(place, surveys, log);
  const { segment: newest, file } = await openNewest(place, surveys.at(-1), log);
  const segments: Segment[] = [];
  for (const survey of surveys) {
    if (survey.first === newest.first) continue;
    const segment = await tidySegment(place, survey);
    if (segment !== undefined) segments.push(segment);
  }
  segments.push(newest);
  await keepReserve(place, reserveBytes);
  const recovery = {
    entries: sumOf(surveys, (survey) => survey.entries),
    bytes: sumOf(segments, (segment) => segment.bytes),
    truncatedBytes: sumOf(surveys, (survey) => survey.tornBytes),
    damagedBytes: sumOf(surveys, (survey) => sumOf(survey.damage, (stretch) => stretch.bytes)),
    missingEntries,
    lastSequence: newest.last,
  };
  return { recovery, place, segments, newest, file };
}
