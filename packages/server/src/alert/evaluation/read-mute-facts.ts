import type { Database } from '../../store/index.ts';
import type { Episode } from '../machine/episode.ts';
import type { MuteFacts, Silence } from '../machine/mute.ts';
import { loadSiteSchedules } from '../sources/site-schedules.ts';

type Querier = Pick<Database, 'query'>;

const msOf = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** Reads the silences that hold at some time between two instants. */
export async function readSilences(
  { query }: Querier,
  fromMs: number,
  toMs: number,
): Promise<readonly Silence[]> {
  return query<Silence>(
    `SELECT id, rule_id AS "ruleId", subject, site_id AS "siteId", device_id AS "deviceId", reason,
       ${msOf('starts_at')} AS "fromMs", ${msOf('ends_at')} AS "toMs"
     FROM alert_silences WHERE ends_at > $1 AND starts_at <= $2 ORDER BY id`,
    [new Date(fromMs).toISOString(), new Date(toMs).toISOString()],
  );
}

const namesIn = (episodes: readonly Episode[], label: string): readonly string[] => [
  ...new Set(episodes.flatMap(({ labels }) => labels[label] ?? [])),
];

/** Reads what may mute these episodes now: three questions, however many there are. */
export async function readMuteFacts(
  database: Querier,
  episodes: readonly Episode[],
  atMs: number,
): Promise<MuteFacts> {
  const untold = episodes.filter(
    ({ phase, toldAtMs }) => phase === 'firing' && toldAtMs === undefined,
  );
  if (untold.length === 0) {
    return { silences: [], openingOf: () => undefined, isMaintained: () => false };
  }
  const maintained = await database.query<{ device_id: string }>(
    `SELECT device_id FROM devices WHERE device_id = ANY ($1::text[]) AND status = 'maintenance'`,
    [namesIn(untold, 'device_id')],
  );
  const schedules = await loadSiteSchedules(database, namesIn(untold, 'site_id'), atMs);
  const inMaintenance = new Set(maintained.map(({ device_id }) => device_id));
  return {
    silences: await readSilences(database, atMs, atMs),
    openingOf: schedules.openingOf,
    isMaintained: (deviceId) => inMaintenance.has(deviceId),
  };
}
