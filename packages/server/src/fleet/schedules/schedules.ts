import type {
  AnswerOf,
  BodyOf,
  putScheduleException as exceptionRoute,
  Json,
  replaceSchedules as weekRoute,
} from '@homepot/catalogue';
import type { Actor } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import type { Clock } from '../../kernel/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { Database, Transaction } from '../../store/index.ts';
import { lockSite } from '../inventory/lock-site.ts';
import { siteNotFound } from '../inventory/site.ts';
import { checkException } from './check-exception.ts';
import { checkWeek } from './check-week.ts';
import { compileSchedule } from './compile-schedule.ts';
import { createLocalClock } from './local-clock.ts';
import { exceptionColumns, lineColumns } from './read-site-schedules.ts';
import type { ScheduleException, ScheduleLine } from './schedule-line.ts';
import { showOpening } from './show-opening.ts';

type SiteSchedules = AnswerOf<typeof weekRoute>;
type GivenLine = BodyOf<typeof weekRoute>['schedules'][number];
type GivenException = BodyOf<typeof exceptionRoute>;

/** When the sites are open. Every change is audited with the values before and after. */
export interface Schedules {
  /** Throws not_found. */
  show(siteId: string): Promise<SiteSchedules>;
  /** Puts other lines in the place of all. Throws not_found or schedule_invalid. */
  replaceWeek(siteId: string, lines: readonly GivenLine[], actor: Actor): Promise<SiteSchedules>;
  /** Throws not_found or schedule_invalid. */
  putException(
    siteId: string,
    date: string,
    given: GivenException,
    actor: Actor,
  ): Promise<ScheduleException>;
  /** Throws not_found where the day keeps no other hours. */
  removeException(siteId: string, date: string, actor: Actor): Promise<void>;
}

export interface SchedulesDependencies {
  readonly database: Database;
  readonly clock: Clock;
}

type Querier = Pick<Transaction, 'query'>;

interface SiteRow {
  readonly id: number;
  readonly timezone: string;
}

/** A line with everything that was left out. */
const toLine = (given: GivenLine): ScheduleLine => ({
  day_of_week: given.day_of_week,
  open_time: given.open_time ?? null,
  close_time: given.close_time ?? null,
  is_closed: given.is_closed ?? false,
  is_maintenance_window: given.is_maintenance_window ?? given.maintenance_start != null,
  maintenance_start: given.maintenance_start ?? null,
  maintenance_end: given.maintenance_end ?? null,
  expected_transaction_volume: given.expected_transaction_volume ?? null,
  peak_hours_start: given.peak_hours_start ?? null,
  peak_hours_end: given.peak_hours_end ?? null,
  notes: given.notes ?? null,
  special_considerations: given.special_considerations ?? null,
});

const readLines = ({ query }: Querier, siteRowId: number) =>
  query<ScheduleLine>(
    `SELECT ${lineColumns} FROM site_operating_schedules WHERE site_id = $1
     ORDER BY day_of_week, open_time, id`,
    [siteRowId],
  );

const readExceptions = ({ query }: Querier, siteRowId: number) =>
  query<ScheduleException>(
    `SELECT ${exceptionColumns} FROM site_schedule_exceptions WHERE site_id = $1 ORDER BY date`,
    [siteRowId],
  );

async function findSite({ query }: Querier, siteId: string): Promise<SiteRow> {
  const [site] = await query<SiteRow>('SELECT id, timezone FROM sites WHERE site_id = $1', [
    siteId,
  ]);
  if (site === undefined) throw siteNotFound();
  return site;
}

async function insertLines({ query }: Querier, siteRowId: number, lines: readonly ScheduleLine[]) {
  await query(
    `INSERT INTO site_operating_schedules (site_id, ${lineColumns})
     SELECT $1, ${lineColumns} FROM jsonb_to_recordset($2::jsonb) AS given (
       day_of_week smallint, open_time time, close_time time, is_closed boolean,
       is_maintenance_window boolean, maintenance_start time, maintenance_end time,
       expected_transaction_volume integer, peak_hours_start time, peak_hours_end time,
       notes text, special_considerations jsonb)`,
    [siteRowId, JSON.stringify(lines)],
  );
}

async function putException(
  { database, clock }: SchedulesDependencies,
  siteId: string,
  exception: ScheduleException,
  actor: Actor,
): Promise<ScheduleException> {
  return database.transaction(async (transaction) => {
    const site = await lockSite(transaction, siteId);
    const kept = await readExceptions(transaction, site.id);
    const old = kept.find(({ date }) => date === exception.date);
    if (old === undefined && kept.length >= limits.scheduleExceptionsMax) {
      throw new HomepotError('schedule_invalid', {
        path: 'date',
        message: `The site has ${kept.length} exceptions already; remove those that are over`,
      });
    }
    const { date, is_closed, open_time, close_time, notes } = exception;
    const [row] = await transaction.query<ScheduleException>(
      `INSERT INTO site_schedule_exceptions (site_id, ${exceptionColumns})
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (site_id, date) DO UPDATE SET is_closed = excluded.is_closed,
         open_time = excluded.open_time, close_time = excluded.close_time, notes = excluded.notes
       RETURNING ${exceptionColumns}`,
      [site.id, date, is_closed, open_time, close_time, notes],
    );
    await appendAudit(transaction, {
      atMs: clock.nowMs(),
      eventType: 'schedule_exception_set',
      description: `Site ${siteId} keeps other hours on ${date}`,
      siteId,
      ...(old === undefined ? {} : { oldValues: { ...old } }),
      newValues: { ...exception },
      ...auditedActor(actor),
    });
    return row ?? exception;
  });
}

async function removeException(
  { database, clock }: SchedulesDependencies,
  siteId: string,
  date: string,
  actor: Actor,
): Promise<void> {
  await database.transaction(async (transaction) => {
    const site = await lockSite(transaction, siteId);
    const [old] = await transaction.query<ScheduleException>(
      `DELETE FROM site_schedule_exceptions WHERE site_id = $1 AND date::text = $2
       RETURNING ${exceptionColumns}`,
      [site.id, date],
    );
    if (old === undefined) {
      throw new HomepotError('not_found', { message: `${siteId} has no exception on ${date}` });
    }
    await appendAudit(transaction, {
      atMs: clock.nowMs(),
      eventType: 'schedule_exception_removed',
      description: `Site ${siteId} follows its week again on ${date}`,
      siteId,
      oldValues: { ...old },
      ...auditedActor(actor),
    });
  });
}

async function replaceWeek(
  { database, clock }: SchedulesDependencies,
  siteId: string,
  lines: readonly ScheduleLine[],
  actor: Actor,
): Promise<void> {
  await database.transaction(async (transaction) => {
    const site = await lockSite(transaction, siteId);
    const old = await readLines(transaction, site.id);
    await transaction.query('DELETE FROM site_operating_schedules WHERE site_id = $1', [site.id]);
    await insertLines(transaction, site.id, lines);
    await appendAudit(transaction, {
      atMs: clock.nowMs(),
      eventType: 'schedule_replaced',
      description: `The week of site ${siteId} was replaced`,
      siteId,
      oldValues: { schedules: old as unknown as Json },
      newValues: { schedules: lines as unknown as Json },
      ...auditedActor(actor),
    });
  });
}

export function createSchedules(deps: SchedulesDependencies): Schedules {
  const { database, clock } = deps;

  async function show(siteId: string): Promise<SiteSchedules> {
    const site = await findSite(database, siteId);
    const schedules = await readLines(database, site.id);
    const exceptions = await readExceptions(database, site.id);
    const schedule = compileSchedule(createLocalClock(site.timezone), schedules, exceptions);
    return {
      site_id: siteId,
      timezone: site.timezone,
      schedules: schedules as SiteSchedules['schedules'],
      exceptions: [...exceptions],
      now: showOpening(schedule, clock.nowMs()),
    };
  }

  return {
    show,
    async replaceWeek(siteId, given, actor) {
      const lines = given.map(toLine);
      checkWeek(lines);
      await replaceWeek(deps, siteId, lines, actor);
      return show(siteId);
    },
    putException: async (siteId, date, given, actor) =>
      putException(deps, siteId, checkException(date, given), actor),
    removeException: async (siteId, date, actor) => {
      await removeException(deps, siteId, date, actor);
    },
  };
}
