import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BackupWriter } from '../files/backup-writer.ts';
import type { BackupFile, Manifest } from '../manifest.ts';
import type { Progress } from '../progress.ts';
import { compress } from '../transform.ts';
import type { LaneFiles } from './list-lanes.ts';
import { listLanes } from './list-lanes.ts';
import { readGrowingFile } from './read-growing-file.ts';

type BackedUpLane = Manifest['spool'][number];

/**
 * The segments that may hold what the database does not have: all but those that end before the
 * checkpoint. The newest is always one of them, so that numbers go on where they were.
 */
function chooseSegments({ segments }: LaneFiles, checkpoint: number) {
  return segments.filter((_, i) => {
    const next = segments[i - 1];
    return next === undefined || next.first - 1 > checkpoint;
  });
}

async function addBytes(writer: BackupWriter, path: string, bytes: Buffer): Promise<BackupFile> {
  let file: BackupFile | undefined;
  await pipeline(Readable.from([bytes]), compress(), async (compressed) => {
    file = await writer.add(path, compressed);
  });
  if (file === undefined) throw new Error(`${path} was not written`);
  return file;
}

async function backUpLane(
  writer: BackupWriter,
  files: LaneFiles,
  checkpoint: number,
  progress: Progress,
): Promise<BackedUpLane> {
  const { lane, folder, spoolId } = files;
  const added: BackupFile[] = [];
  // The newest first: of those that are removed meanwhile, the oldest go first, so none is missing
  // between others.
  for (const { name } of chooseSegments(files, checkpoint)) {
    const bytes = await readGrowingFile(join(folder, name));
    if (bytes === undefined) continue;
    progress.add(bytes.length);
    added.push(await addBytes(writer, `spool/lane-${lane}/${name}.zst`, bytes));
  }
  return { lane, ...(spoolId === undefined ? {} : { spoolId }), files: added };
}

/**
 * Backs up what was acknowledged and may not be stored yet. To be called before the snapshot of the
 * database is taken: what is in neither was acknowledged later than this began; what is in both, the
 * drain knows by the ids of batches. `checkpoints` tell how far the spools were stored before.
 */
export async function backUpSpool(
  writer: BackupWriter,
  dataFolder: string,
  checkpoints: ReadonlyMap<string, number>,
  progress: Progress,
): Promise<readonly BackedUpLane[]> {
  const lanes: BackedUpLane[] = [];
  for (const files of await listLanes(dataFolder)) {
    progress.begin(`spool, lane ${files.lane}`);
    const checkpoint = checkpoints.get(files.spoolId ?? '') ?? 0;
    lanes.push(await backUpLane(writer, files, checkpoint, progress));
  }
  return lanes;
}
