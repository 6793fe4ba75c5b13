import type { AnswerOf, readFleetOverview } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';

const recoveriesMax = 3;

type Change = AnswerOf<typeof readFleetOverview>['changes'][number];

/** Devices by their last change of state; those that are well only where nothing is the matter elsewhere. */
const states = `SELECT d.status_since AS at, 'state' AS kind, d.device_id AS id,
  d.device_id || ' is ' || d.status AS title, d.status_reason AS detail, s.site_id, d.device_id,
  d.status AS outcome
FROM devices d JOIN sites s ON s.id = d.site_id
WHERE d.is_active AND d.status NOT IN ('unknown', 'online')
ORDER BY d.status_since DESC LIMIT $1`;

const recoveries = `SELECT d.status_since AS at, 'state' AS kind, d.device_id AS id,
  d.device_id || ' is online' AS title, d.status_reason AS detail, s.site_id, d.device_id,
  d.status AS outcome
FROM devices d JOIN sites s ON s.id = d.site_id
WHERE d.is_active AND d.status = 'online'
ORDER BY d.status_since DESC LIMIT least($1, ${recoveriesMax})`;

/** What a job did to many devices is one change. */
const configs = `SELECT max("timestamp") AS at, 'config' AS kind, max(id)::text AS id,
  parameter_name || coalesce(' ' || nullif(left(old_value #>> '{}', 60), '') || ' →', ' =') || ' '
    || left(new_value #>> '{}', 60) AS title,
  CASE WHEN count(*) = 1 THEN max(entity_id)
    ELSE count(*) || ' ' || max(entity_type) || 's' END AS detail,
  NULL AS site_id,
  CASE WHEN count(*) = 1 AND max(entity_type) = 'device' THEN max(entity_id) END AS device_id,
  max(verdict ->> 'outcome') AS outcome
FROM (SELECT * FROM configuration_history ORDER BY "timestamp" DESC, id DESC LIMIT 200) c
GROUP BY coalesce(job_id, id::text), parameter_name, old_value, new_value
ORDER BY 1 DESC LIMIT $1`;

const jobs = `SELECT coalesce(j.completed_at, j.started_at, j.created_at) AS at, 'job' AS kind,
  j.job_id AS id, j.action AS title,
  concat_ws(' ', j.config_version, s.site_id, j.segment) AS detail, s.site_id, NULL AS device_id,
  j.status AS outcome
FROM (SELECT * FROM jobs ORDER BY id DESC LIMIT 50) j LEFT JOIN sites s ON s.id = j.site_id
ORDER BY 1 DESC LIMIT $1`;

const alerts = `SELECT coalesce(resolved_at, fired_at, since) AS at, 'alert' AS kind, id::text,
  rule_name AS title, summary AS detail, NULL AS site_id, labels ->> 'device_id' AS device_id,
  state AS outcome
FROM (SELECT * FROM alerts WHERE state <> 'pending' ORDER BY id DESC LIMIT 100) a
ORDER BY 1 DESC LIMIT $1`;

/** The newest, and of each kind as many as there are seats left by the others: none crowds out the rest. */
function mix(found: readonly (readonly Change[])[]): readonly Change[] {
  const share = Math.floor(limits.overviewChangesMax / found.length);
  const byTime = (a: Change, b: Change) => Date.parse(b.at) - Date.parse(a.at);
  const seated = found.flatMap((changes) => changes.slice(0, share));
  const others = found.flatMap((changes) => changes.slice(share)).sort(byTime);
  return [...seated, ...others].slice(0, limits.overviewChangesMax).sort(byTime);
}

/** What changed last: states of devices, configurations with the verdict on them, jobs, alerts. */
export async function readChanges(database: Pick<Database, 'query'>): Promise<readonly Change[]> {
  const found = await Promise.all(
    [states, recoveries, configs, jobs, alerts].map((sql) =>
      database.query<Change>(sql, [limits.overviewChangesMax]),
    ),
  );
  return mix(found);
}
