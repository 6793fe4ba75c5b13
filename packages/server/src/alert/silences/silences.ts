import type {
  AnswerOf,
  BodyOf,
  createSilence as createRoute,
  Json,
  listSilences as listRoute,
  QueryOf,
} from '@homepot/catalogue';
import type { Actor } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import type { Clock, Page } from '../../kernel/index.ts';
import { HomepotError, limits, readCursor, toPage } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';

type Silence = AnswerOf<typeof createRoute>;
type GivenSilence = BodyOf<typeof createRoute>;

/** Alerts that nobody is told of for a time. Every change is audited. */
export interface Silences {
  list(query: QueryOf<typeof listRoute>): Promise<Page<Silence>>;
  /** Throws parameter_invalid with the field at fault. */
  create(silence: GivenSilence, actor: Actor): Promise<Silence>;
  /** Ends one now; one that has not begun never does. Throws not_found. */
  end(id: number, actor: Actor): Promise<void>;
}

interface SilencesDependencies {
  readonly database: Database;
  readonly clock: Clock;
}

const columns = `id, rule_id, subject, site_id, device_id, starts_at, ends_at, reason, created_by,
  created_at`;

const fault = (path: string, message: string): HomepotError =>
  new HomepotError('parameter_invalid', { path: `body.${path}`, message });

const instant = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/i;

function readInstantMs(text: string, path: string): number {
  const ms = instant.test(text)
    ? Date.parse(
        /(?:Z|[+-]\d\d:?\d\d)$/i.test(text.slice(10)) || text.length === 10 ? text : `${text}Z`,
      )
    : Number.NaN;
  if (Number.isNaN(ms)) throw fault(path, `${JSON.stringify(text)} is no instant in ISO 8601`);
  return ms;
}

/** From when to when; throws parameter_invalid. */
function spanOf({ starts_at, ends_at }: GivenSilence, nowMs: number) {
  const fromMs = starts_at === undefined ? nowMs : readInstantMs(starts_at, 'starts_at');
  const toMs = readInstantMs(ends_at, 'ends_at');
  if (toMs <= Math.max(fromMs, nowMs))
    throw fault('ends_at', 'It must lie after the start, and ahead');
  if (toMs - fromMs > limits.silenceDaysMax * 86_400_000) {
    throw fault('ends_at', `A silence lasts ${limits.silenceDaysMax} days at most`);
  }
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
}

async function createSilence(
  { database, clock }: SilencesDependencies,
  given: GivenSilence,
  actor: Actor,
): Promise<Silence> {
  const { rule_id = null, subject = null, site_id = null, device_id = null, reason } = given;
  const matched = [rule_id, subject, site_id, device_id];
  if (matched.every((part) => part === null)) {
    throw fault('rule_id', 'Name a rule, a subject, a site or a device');
  }
  const atMs = clock.nowMs();
  const { from, to } = spanOf(given, atMs);
  return database.transaction(async (transaction) => {
    const [silence] = await transaction.query<Silence>(
      `INSERT INTO alert_silences (rule_id, subject, site_id, device_id, starts_at, ends_at, reason,
         created_by, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING ${columns}`,
      [...matched, from, to, reason, actor.username ?? null, new Date(atMs).toISOString()],
    );
    if (silence === undefined) throw new Error('INSERT INTO alert_silences returned no row');
    await appendAudit(transaction, {
      atMs,
      eventType: 'alert_silence_created',
      description: `Alerts are silenced until ${to}: ${reason}`,
      newValues: silence as unknown as Json,
      ...auditedActor(actor),
    });
    return silence;
  });
}

async function endSilence(
  { database, clock }: SilencesDependencies,
  id: number,
  actor: Actor,
): Promise<void> {
  const atMs = clock.nowMs();
  const at = new Date(atMs).toISOString();
  await database.transaction(async (transaction) => {
    const [silence] = await transaction.query<Silence>(
      `UPDATE alert_silences SET ends_at = greatest(starts_at, $2::timestamptz)
       WHERE id = $1 AND ends_at > $2 RETURNING ${columns}`,
      [id, at],
    );
    if (silence === undefined) {
      const message = 'There is no silence of that number, or it is over';
      throw new HomepotError('not_found', { message });
    }
    await transaction.query('DELETE FROM alert_silences WHERE id = $1 AND starts_at >= ends_at', [
      id,
    ]);
    await appendAudit(transaction, {
      atMs,
      eventType: 'alert_silence_ended',
      description: `Silence ${id} was ended: ${silence.reason}`,
      oldValues: silence as unknown as Json,
      ...auditedActor(actor),
    });
  });
}

export function createSilences(deps: SilencesDependencies): Silences {
  const { database, clock } = deps;
  return {
    async list({ limit = limits.listRowsDefault, cursor, include_ended = false }) {
      const rows = await database.query<Silence>(
        `SELECT ${columns} FROM alert_silences
         WHERE id > $1 AND ($2 OR ends_at > $3) ORDER BY id LIMIT $4`,
        [readCursor(cursor), include_ended, new Date(clock.nowMs()).toISOString(), limit + 1],
      );
      return toPage(rows, limit, (row) => row);
    },
    create: (silence, actor) => createSilence(deps, silence, actor),
    end: (id, actor) => endSilence(deps, id, actor),
  };
}
