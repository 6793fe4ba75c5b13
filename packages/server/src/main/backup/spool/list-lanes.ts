import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What one lane of the spool of a server has on the disk. */
export interface LaneFiles {
  readonly lane: number;
  readonly folder: string;
  /** Absent where the lane was made and not used yet. */
  readonly spoolId: string | undefined;
  /** Segments, the newest first, with the first number of each. */
  readonly segments: readonly { readonly name: string; readonly first: number }[];
}

const laneName = /^lane-(\d{1,2})$/;
const segmentForm = /^(\d{16})\.spool$/;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function readLane(folder: string, lane: number): Promise<LaneFiles> {
  const names = await readdir(folder);
  const id = await readFile(join(folder, 'id'), 'utf8').catch(() => '');
  const segments = names.flatMap((name) => {
    const [, first] = segmentForm.exec(name) ?? [];
    return first === undefined ? [] : [{ name, first: Number(first) }];
  });
  return {
    lane,
    folder,
    spoolId: uuid.test(id.trim()) ? id.trim() : undefined,
    segments: segments.sort((a, b) => b.first - a.first),
  };
}

/** The lanes of the spool of a data folder; none where no server ran in it yet. */
export async function listLanes(dataFolder: string): Promise<readonly LaneFiles[]> {
  const spool = join(dataFolder, 'spool');
  const lanes: LaneFiles[] = [];
  for (const name of (await readdir(spool).catch(() => [])).sort()) {
    const [, lane] = laneName.exec(name) ?? [];
    if (lane !== undefined) lanes.push(await readLane(join(spool, name), Number(lane)));
  }
  return lanes;
}
