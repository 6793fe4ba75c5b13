import type {
  AnswerOf,
  listAlertMutes,
  listAlerts as listRoute,
  QueryOf,
  showAlert,
} from '@homepot/catalogue';
import type { Actor } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import type { Clock, Page } from '../../kernel/index.ts';
import { HomepotError, limits, readCursor, toPage } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';

type Alert = AnswerOf<typeof showAlert>;
type ListQuery = QueryOf<typeof listRoute>;
type Muted = AnswerOf<typeof listAlertMutes>['data'][number];

/** What was found. */
export interface FoundAlerts {
  list(query: ListQuery): Promise<Page<Alert>>;
  /** Throws not_found. */
  read(id: number): Promise<Alert>;
  /** Says who takes care of one; the first who does stays. Throws not_found. */
  acknowledge(id: number, actor: Actor): Promise<Alert>;
  listMutes(query: QueryOf<typeof listAlertMutes>): Promise<Page<Muted>>;
}

const selectAlerts = `
SELECT a.id, a.rule_id, a.rule_name, a.measure, a.severity, a.subject, a.labels, a.provenance, a.state,
  a.since, a.fired_at, a.resolved_at, a.resolved_reason, a.value, a.peak_value, a.threshold, a.summary,
  a.muted_reason, a.told_at, a.acknowledged_by, a.acknowledged_at, r.runbook_url, a.updated_at
FROM alerts a LEFT JOIN alert_rules r ON r.id = a.rule_id`;

const pageOfAlerts = `${selectAlerts}
WHERE ($1::bigint = 0 OR a.id < $1) AND ($2::text[] IS NULL OR a.state = ANY ($2))
  AND ($3::bigint IS NULL OR a.rule_id = $3) AND ($4::text IS NULL OR a.severity = $4)
  AND ($5::text IS NULL OR a.labels ->> 'site_id' = $5)
  AND ($6::text IS NULL OR a.labels ->> 'device_id' = $6)
ORDER BY a.id DESC LIMIT $7`;

async function readAlert({ query }: Pick<Database, 'query'>, id: number): Promise<Alert> {
  const [alert] = await query<Alert>(`${selectAlerts} WHERE a.id = $1`, [id]);
  if (alert !== undefined) return alert;
  throw new HomepotError('not_found', { message: 'There is no alert of that number' });
}

function statesOf(state: ListQuery['state']): readonly string[] | null {
  if (state === undefined) return null;
  return state === 'open' ? ['pending', 'firing'] : [state];
}

interface FoundAlertsDependencies {
  readonly database: Database;
  readonly clock: Clock;
}

async function acknowledge(
  { database, clock }: FoundAlertsDependencies,
  id: number,
  actor: Actor,
): Promise<Alert> {
  const atMs = clock.nowMs();
  return database.transaction(async (transaction) => {
    const who = actor.username ?? (actor.local === true ? 'local command' : 'unknown');
    const taken = await transaction.query(
      `UPDATE alerts SET acknowledged_by = $2, acknowledged_at = $3
       WHERE id = $1 AND acknowledged_at IS NULL RETURNING 1`,
      [id, who.slice(0, 50), new Date(atMs).toISOString()],
    );
    const alert = await readAlert(transaction, id);
    if (taken.length === 0) return alert;
    await appendAudit(transaction, {
      atMs,
      eventType: 'alert_acknowledged',
      description: `Alert ${id} is taken care of: ${alert.summary}`,
      deviceId: alert.labels.device_id,
      siteId: alert.labels.site_id,
      newValues: { id, rule_id: alert.rule_id },
      ...auditedActor(actor),
    });
    return alert;
  });
}

export function createFoundAlerts(deps: FoundAlertsDependencies): FoundAlerts {
  const { database } = deps;
  return {
    async list(query) {
      const { limit = limits.listRowsDefault, cursor } = query;
      const { rule_id = null, severity = null, site_id = null, device_id = null } = query;
      const rows = await database.query<Alert>(pageOfAlerts, [
        readCursor(cursor),
        statesOf(query.state),
        rule_id,
        severity,
        site_id,
        device_id,
        limit + 1,
      ]);
      return toPage(rows, limit, (row) => row);
    },
    read: (id) => readAlert(database, id),
    acknowledge: (id, actor) => acknowledge(deps, id, actor),
    async listMutes({ limit = limits.listRowsDefault, cursor, alert_id = null }) {
      const rows = await database.query<Muted>(
        `SELECT id, alert_id, rule_id, rule_name, subject, provenance, muted_at, reason, silence_id,
           detail
         FROM alert_mutes WHERE ($1::bigint = 0 OR id < $1) AND ($2::bigint IS NULL OR alert_id = $2)
         ORDER BY id DESC LIMIT $3`,
        [readCursor(cursor), alert_id, limit + 1],
      );
      return toPage(rows, limit, (row) => row);
    },
  };
}
