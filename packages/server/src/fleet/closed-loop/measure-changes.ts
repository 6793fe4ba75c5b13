import type { WindowRequest, WindowSummary } from '../../query/index.ts';
import { readWindows } from '../../query/index.ts';
import type { Span } from './change-times.ts';
import type { ClosedLoopDependencies, ClosedLoopOptions } from './closed-loop-dependencies.ts';
import type { Cluster, Peer } from './find-peers.ts';
import { findPeers } from './find-peers.ts';
import type { StoredChange } from './stored-change.ts';
import { afterOf, beforeOf } from './stored-change.ts';
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

/** Measures the peers of each cluster over the windows of its first change. */
export async function measurePeers(
  deps: Measuring,
  jobId: string,
  clusters: readonly Cluster[],
  options: ClosedLoopOptions,
): Promise<readonly (readonly WindowPair[])[]> {
  const found = await findPeers(deps.database, jobId, clusters);
  const measured: WindowPair[][] = [];
  for (const [i, { first }] of clusters.entries()) {
    const before = beforeOf(first);
    const after = afterOf(first);
    const asked = (found[i] ?? []).map(({ deviceId, intervalSeconds }) => ({
      device: { deviceId, intervalSeconds },
      before,
      after,
    }));
    measured.push(await readPairs(deps, asked, holdMsOf(options)));
  }
  return measured;
}

const writeBefore = `
UPDATE configuration_history h SET performance_before = given.measured::jsonb
FROM unnest($1::bigint[], $2::text[]) AS given (id, measured)
WHERE h.id = given.id AND h.judged_at IS NULL`;

/** Measures what was before each change that was entered and not measured yet. */
export async function measureBefore(
  deps: Measuring,
  changes: readonly StoredChange[],
  options: ClosedLoopOptions,
): Promise<void> {
  const fresh = changes.filter(
    ({ isJudged, performanceBefore }) => !isJudged && performanceBefore.metrics === undefined,
  );
  if (fresh.length === 0) return;
  const requests = fresh.map((change) => ask(change, beforeOf(change)));
  const windows: readonly WindowSummary[] = await readWindows(deps, requests, holdMsOf(options));
  await deps.database.query(writeBefore, [
    fresh.map(({ id }) => id),
    windows.map((window) => JSON.stringify(writeWindow(window))),
  ]);
}
