import type { WindowRequest, WindowSummary } from '../../query/index.ts';
import { readWindows } from '../../query/index.ts';
import type { Span } from './change-times.ts';
import type { ClosedLoopDependencies, ClosedLoopOptions } from './closed-loop-dependencies.ts';
import type { Peer } from './find-peers.ts';
import { findPeers } from './find-peers.ts';
import type { StoredChange } from './stored-change.ts';
import { afterOf, beforeOf, readUnmeasured } from './stored-change.ts';
import { writeWindow } from './stored-window.ts';
import type { WindowPair } from './verdict/window-pair.ts';

type Measuring = Pick<ClosedLoopDependencies, 'database'>;

const ask = (device: Peer, span: Span): WindowRequest => ({ ...device, ...span });

/** Measures pairs of windows, before and after in turn. */
async function readPairs(
  deps: Measuring,
  asked: readonly { readonly device: Peer; readonly before: Span; readonly after: Span }[],
  holdMs: number,
): Promise<WindowPair[]> {
  const requests = asked.flatMap(({ device, before, after }) => [
    ask(device, before),
    ask(device, after),
  ]);
  const windows = await readWindows(deps, requests, holdMs);
  return asked.flatMap(({ device: { deviceId } }, i) => {
    const before = windows[2 * i];
    const after = windows[2 * i + 1];
    return before === undefined || after === undefined ? [] : [{ deviceId, before, after }];
  });
}

const holdMsOf = ({ snapshotSeconds }: ClosedLoopOptions): number => snapshotSeconds * 1_000;

/** Measures changed devices before and after, each over its own windows. */
export function measurePairs(
  deps: Measuring,
  changes: readonly StoredChange[],
  options: ClosedLoopOptions,
): Promise<WindowPair[]> {
  const asked = changes.map((change) => ({
    device: change,
    before: beforeOf(change),
    after: afterOf(change),
  }));
  return readPairs(
    deps,
    asked.map(({ device: { deviceId, intervalSeconds }, ...spans }) => ({
      device: { deviceId, intervalSeconds },
      ...spans,
    })),
    holdMsOf(options),
  );
}

/** Changes that have the same peers, and what was measured of these. */
export interface MeasuredCluster {
  readonly changes: readonly StoredChange[];
  readonly peers: readonly WindowPair[];
}

/** Puts changes into clusters and measures the peers of each over the windows of its first change. */
export async function measurePeers(
  deps: Measuring,
  jobId: string,
  changes: readonly StoredChange[],
  options: ClosedLoopOptions,
): Promise<readonly MeasuredCluster[]> {
  const measured: MeasuredCluster[] = [];
  for (const { changes: those, first, peers } of await findPeers(deps.database, jobId, changes)) {
    const before = beforeOf(first);
    const after = afterOf(first);
    const asked = peers.map(({ deviceId, intervalSeconds }) => ({
      device: { deviceId, intervalSeconds },
      before,
      after,
    }));
    measured.push({ changes: those, peers: await readPairs(deps, asked, holdMsOf(options)) });
  }
  return measured;
}

/** Several servers write changes of one job: whoever writes locks them in the order of their ids first. */
const writeBefore = `
WITH locked AS (
  SELECT id FROM configuration_history WHERE id = ANY ($1::bigint[]) AND judged_at IS NULL
  ORDER BY id FOR NO KEY UPDATE)
UPDATE configuration_history h SET performance_before = given.measured::jsonb
FROM locked JOIN unnest($1::bigint[], $2::text[]) AS given (id, measured) ON given.id = locked.id
WHERE h.id = locked.id`;

/** Measures what was before each change that was entered and not measured yet. */
export async function measureBefore(
  deps: Measuring,
  jobId: string,
  options: ClosedLoopOptions,
): Promise<void> {
  for await (const changes of readUnmeasured(deps.database, jobId)) {
    const requests = changes.map((change) => ask(change, beforeOf(change)));
    const windows: readonly WindowSummary[] = await readWindows(deps, requests, holdMsOf(options));
    await deps.database.query(writeBefore, [
      changes.map(({ id }) => id),
      windows.map((window) => JSON.stringify(writeWindow(window))),
    ]);
  }
}
