import { limits } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { StoredChange } from './stored-change.ts';
import { afterOf, beforeOf } from './stored-change.ts';

/** Changes of one place at about one time: they have the same peers, over the same windows. */
interface Cluster {
  readonly changes: readonly StoredChange[];
  /** The first of them; its windows are those of the peers. */
  readonly first: StoredChange;
}

/** An unchanged device. */
export interface Peer {
  readonly deviceId: string;
  readonly intervalSeconds: number;
}

/** A cluster with its peers. */
export interface PeeredCluster extends Cluster {
  readonly peers: readonly Peer[];
}

type PlaceOf = (change: StoredChange) => unknown;

/** Puts changes of a place together whose windows begin within a quarter of a window of each other. */
function clusterChanges(changes: readonly StoredChange[], placeOf: PlaceOf): Cluster[] {
  const clusters: { changes: StoredChange[]; first: StoredChange }[] = [];
  const latest = new Map<string, (typeof clusters)[number]>();
  for (const change of changes.toSorted((a, b) => a.appliedMs - b.appliedMs)) {
    const key = JSON.stringify([placeOf(change), change.segment, change.provenance, change.looks]);
    const { fromMs, toMs } = beforeOf(change);
    const near = latest.get(key);
    if (near !== undefined && change.appliedMs - near.first.appliedMs <= (toMs - fromMs) / 4) {
      near.changes.push(change);
      continue;
    }
    const cluster = { changes: [change], first: change };
    clusters.push(cluster);
    latest.set(key, cluster);
  }
  return clusters;
}

/**
 * Active devices of the same origin that nothing was changed on in either window, and that the job
 * does not reach either. Of a place with very many, some are looked at; of these the order is that of a
 * hash: of no meaning.
 */
const peersWhere = (place: string) => `
SELECT c.i, p."deviceId", p."intervalSeconds"
FROM unnest($1::int[], $2::bigint[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[])
  AS c (i, site_id, segment, provenance, low, high)
CROSS JOIN LATERAL (
  SELECT k.device_id AS "deviceId", k.report_interval_seconds AS "intervalSeconds"
  FROM (
    SELECT d.id, d.device_id, d.report_interval_seconds FROM devices d
    WHERE ${place} AND d.is_active AND d.provenance = c.provenance AND d.last_seen >= c.low
      AND d.id NOT IN (
        SELECT t.device_id FROM job_targets t JOIN jobs j ON j.id = t.job_id WHERE j.job_id = $7)
    LIMIT $9) AS k
  WHERE NOT EXISTS (
      SELECT FROM configuration_history h
      WHERE h.entity_type = 'device' AND h.entity_id = k.device_id
        AND h."timestamp" >= c.low AND h."timestamp" < c.high)
    AND NOT EXISTS (
      SELECT FROM job_targets t JOIN jobs j ON j.id = t.job_id
      WHERE t.device_id = k.id AND j.config_version IS NOT NULL
        AND t.sent_at >= c.low AND t.sent_at < c.high)
  ORDER BY md5(k.device_id) LIMIT $8) AS p`;

const ofSite = peersWhere('d.site_id = c.site_id');
const ofSegment = peersWhere('d.segment = c.segment');

/** Many places have fewer peers each: together they are read within bounds. */
const peersOfEach = (clusters: number): number =>
  Math.min(
    limits.peersMax,
    Math.max(limits.peersMin, Math.floor(limits.peersComparedMax / clusters)),
  );

async function find(
  database: Pick<Database, 'transaction'>,
  statement: string,
  jobId: string,
  clusters: readonly Cluster[],
): Promise<PeeredCluster[]> {
  if (clusters.length === 0) return [];
  const firsts = clusters.map(({ first }) => first);
  const instant = (ms: number) => new Date(ms).toISOString();
  const values = [
    clusters.map((_, i) => i),
    firsts.map(({ siteRowId }) => siteRowId),
    firsts.map(({ segment }) => segment),
    firsts.map(({ provenance }) => provenance),
    firsts.map((first) => instant(beforeOf(first).fromMs)),
    firsts.map((first) => instant(afterOf(first).toMs)),
    jobId,
    peersOfEach(clusters.length),
    limits.peerCandidatesMax,
  ];
  const rows = await database.transaction(async (transaction) => {
    const timeout = String(limits.peersMillisecondsMax);
    await transaction.query(`SELECT set_config('statement_timeout', $1, true)`, [timeout]);
    return transaction.query<Peer & { readonly i: number }>(statement, values);
  });
  const found = Map.groupBy(rows, ({ i }) => i);
  return clusters.map((cluster, i) => ({ ...cluster, peers: found.get(i) ?? [] }));
}

/**
 * Puts changes into clusters and finds the peers of each: those of the site, or of the segment where
 * the site has too few; there the changes of several sites are one cluster.
 */
export async function findPeers(
  database: Pick<Database, 'transaction'>,
  jobId: string,
  changes: readonly StoredChange[],
): Promise<readonly PeeredCluster[]> {
  const bySite = clusterChanges(changes, ({ siteRowId }) => siteRowId);
  const near = await find(database, ofSite, jobId, bySite);
  const hasEnough = ({ peers }: PeeredCluster) => peers.length >= limits.peersMin;
  const lonely = near.filter((cluster) => !hasEnough(cluster)).flatMap((each) => each.changes);
  const bySegment = clusterChanges(lonely, () => null);
  const far = await find(database, ofSegment, jobId, bySegment);
  return [...near.filter(hasEnough), ...far];
}
