import { limits } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { StoredChange } from './stored-change.ts';
import { afterOf, beforeOf } from './stored-change.ts';

/** Changes of one place at about one time: they have the same peers, over the same windows. */
export interface Cluster {
  readonly changes: readonly StoredChange[];
  /** The first of them; its windows are those of the peers. */
  readonly first: StoredChange;
}

/** An unchanged device. */
export interface Peer {
  readonly deviceId: string;
  readonly intervalSeconds: number;
}

/** Puts changes together whose windows begin within a quarter of a window of each other. */
export function clusterChanges(changes: readonly StoredChange[]): Cluster[] {
  const clusters: { changes: StoredChange[]; first: StoredChange }[] = [];
  for (const change of changes.toSorted((a, b) => a.appliedMs - b.appliedMs)) {
    const { fromMs, toMs } = beforeOf(change);
    const near = clusters.findLast(
      ({ first }) =>
        first.siteRowId === change.siteRowId &&
        first.segment === change.segment &&
        first.provenance === change.provenance &&
        first.looks === change.looks &&
        change.appliedMs - first.appliedMs <= (toMs - fromMs) / 4,
    );
    if (near === undefined) clusters.push({ changes: [change], first: change });
    else near.changes.push(change);
  }
  return clusters;
}

/**
 * Active devices of the same origin that nothing was changed on in either window, and that the job
 * does not reach either. The order is that of a hash: always the same, and of no meaning.
 */
const peersWhere = (place: string) => `
SELECT c.i, p."deviceId", p."intervalSeconds"
FROM unnest($1::int[], $2::bigint[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[])
  AS c (i, site_id, segment, provenance, low, high)
CROSS JOIN LATERAL (
  SELECT d.device_id AS "deviceId", d.report_interval_seconds AS "intervalSeconds"
  FROM devices d
  WHERE ${place} AND d.is_active AND d.provenance = c.provenance AND d.last_seen >= c.low
    AND NOT EXISTS (
      SELECT FROM configuration_history h
      WHERE h.entity_type = 'device' AND h.entity_id = d.device_id
        AND h."timestamp" >= c.low AND h."timestamp" < c.high)
    AND NOT EXISTS (
      SELECT FROM job_targets t JOIN jobs j ON j.id = t.job_id
      WHERE t.device_id = d.id
        AND (j.job_id = $7
          OR (j.config_version IS NOT NULL AND t.sent_at >= c.low AND t.sent_at < c.high)))
  ORDER BY md5(d.device_id) LIMIT $8) AS p`;

const ofSite = peersWhere('d.site_id = c.site_id');
const ofSegment = peersWhere('d.segment = c.segment');

async function find(
  database: Pick<Database, 'query'>,
  statement: string,
  jobId: string,
  clusters: ReadonlyMap<number, Cluster>,
): Promise<Map<number, Peer[]>> {
  const firsts = [...clusters.values()].map(({ first }) => first);
  const instant = (ms: number) => new Date(ms).toISOString();
  const rows = await database.query<Peer & { readonly i: number }>(statement, [
    [...clusters.keys()],
    firsts.map(({ siteRowId }) => siteRowId),
    firsts.map(({ segment }) => segment),
    firsts.map(({ provenance }) => provenance),
    firsts.map((first) => instant(beforeOf(first).fromMs)),
    firsts.map((first) => instant(afterOf(first).toMs)),
    jobId,
    limits.peersMax,
  ]);
  return Map.groupBy(rows, ({ i }) => i);
}

/** Finds the peers of each cluster: those of the site, or of the segment where the site has too few. */
export async function findPeers(
  database: Pick<Database, 'query'>,
  jobId: string,
  clusters: readonly Cluster[],
): Promise<readonly (readonly Peer[])[]> {
  const all = new Map(clusters.map((cluster, i) => [i, cluster]));
  const near = await find(database, ofSite, jobId, all);
  const enough = (i: number) => (near.get(i)?.length ?? 0) >= limits.peersMin;
  const lonely = new Map([...all].filter(([i]) => !enough(i)));
  const far = lonely.size === 0 ? new Map() : await find(database, ofSegment, jobId, lonely);
  return clusters.map((_, i) => (enough(i) ? near.get(i) : far.get(i)) ?? []);
}
