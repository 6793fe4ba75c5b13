import type { FastifyInstance } from 'fastify';
import type { Alerts, Notifications } from '../../alert/index.ts';
import { createRequestLog } from '../../api/index.ts';
import type { Errors } from '../../errors/index.ts';
import type { Exports } from '../../export/index.ts';
import type { Presence } from '../../fleet/index.ts';
import { selfSender } from '../../intake/index.ts';
import type { Live } from '../../live/index.ts';
import type { Archive, Retention } from '../../retention/index.ts';
import { createSampleData } from '../sample-data/create-sample-data.ts';
import { sampleSender } from '../sample-data/sample-sender.ts';
import type { Keeping } from './keeping/keeping-figures.ts';
import { createKeeping } from './keeping/keeping-figures.ts';
import { openAlerts } from './open-alerts.ts';
import { openApp } from './open-app.ts';
import { openArchive } from './open-archive.ts';
import type { Base, HouseDependencies } from './open-base.ts';
import { openBase } from './open-base.ts';
import { openErrors } from './open-errors.ts';
import { openExports } from './open-exports.ts';
import type { Fleet } from './open-fleet.ts';
import { openFleet } from './open-fleet.ts';
import type { Inventory } from './open-inventory.ts';
import { openInventory } from './open-inventory.ts';
import { openLive } from './open-live.ts';
import type { DeviceDoors } from './open-mqtt.ts';
import { openDeviceDoors, startMqtt } from './open-mqtt.ts';
import { openNotifications } from './open-notifications.ts';
import type { Path } from './open-path.ts';
import { openPath } from './open-path.ts';
import { openPresence } from './open-presence.ts';
import { openRetention, watchRetention } from './open-retention.ts';
import { listPeriodicJobs } from './periodic-jobs.ts';
import type { Stack } from './stack.ts';
import { createStack } from './stack.ts';
import { createTimetable } from './timetable.ts';

/** A server, all of it. */
export interface House extends Base, Path, DeviceDoors {
  readonly app: FastifyInstance;
  readonly presence: Presence;
  readonly fleet: Fleet;
  readonly live: Live;
  readonly errors: Errors;
  readonly exports: Exports;
  readonly retention: Retention;
  readonly archive: Archive;
  readonly keeping: Keeping;
  readonly inventory: Inventory;
  readonly notifications: Notifications;
  readonly alerts: Alerts;
  /** Whether sample data were made at this start. */
  readonly madeSampleData: boolean;
  /**
   * Stops in reverse order: periodic jobs, then the doors with the messages and requests in flight, the request
   * log, the drains with their transaction, the spools, and the database last.
   */
  stop(): Promise<void>;
}

export interface HouseOptions {
  /** Makes sample data: in a database that nobody has used yet, or wherever they are missing. */
  readonly sampleData: 'never' | 'when-fresh' | 'when-missing';
  /** What is waited before rows leave that readers may be reading; for tests. */
  readonly retentionGraceMs?: number;
  /** Whether answers are checked against the contract; for tests. */
  readonly checkAnswers?: boolean;
}

async function makeSampleData(
  { store, clock, log }: Base,
  { intake }: Path,
  when: HouseOptions['sampleData'],
): Promise<boolean> {
  if (when === 'never') return false;
  return createSampleData(
    {
      database: store.database,
      clock,
      log,
      submit: ({ table, batchId, records }) =>
        intake.submit(
          sampleSender,
          table,
          { kind: 'records', records },
          { batchId, historical: true },
        ),
    },
    { onlyFresh: when === 'when-fresh' },
  );
}

/** The log of the server's own requests; the last of it goes through the door at the stop. */
function openRequestLog({ clock, log, stack }: Base, { intake }: Path) {
  const requestLog = createRequestLog({
    clock,
    log,
    submit: (batchId, records) =>
      intake.submit(selfSender, 'api_request_logs', { kind: 'records', records }, { batchId }),
  });
  stack.append('request log', () => requestLog.flush());
  return requestLog;
}

async function open(
  deps: HouseDependencies,
  stack: Stack,
  options: HouseOptions,
): Promise<Omit<House, 'stop'>> {
  const base = await openBase(deps, stack);
  const archive = openArchive(base);
  const retention = await openRetention(base, archive, options.retentionGraceMs);
  const path = await openPath(base, retention);
  const live = openLive(base, path);
  const madeSampleData = await makeSampleData(base, path, options.sampleData);
  const requestLog = openRequestLog(base, path);
  const presence = openPresence(base, path);
  const doors = openDeviceDoors(base, path);
  const inventory = openInventory(base, doors.mqtt, live);
  const fleet = await openFleet(base, doors.mqtt, live);
  inventory.connections.onEnded((which) => fleet.polls.endWaits(which));
  const notifications = openNotifications(base);
  const errors = openErrors(base, live);
  const exports = openExports(base, path, archive);
  watchRetention(base, path.ownErrors, retention);
  const alerts = await openAlerts(base, path, { live, notifications, retention });
  const { database } = base.store;
  const keeping = createKeeping({ ...base, database, retention, exports });
  const watched = {
    presence,
    inventory,
    fleet,
    live,
    errors,
    exports,
    notifications,
    alerts,
    retention,
    archive,
    keeping,
  };
  const { authenticator } = base.auth;
  const jobs = listPeriodicJobs({ ...base, ...path, authenticator, requestLog, ...watched });
  const timetable = createTimetable(
    {
      ...base,
      onFailure: (error, name) => path.ownErrors.note(error, { kind: 'periodic job', name }),
    },
    jobs,
  );
  const checkAnswers = options.checkAnswers === true;
  const app = await openApp({
    base,
    path,
    doors,
    ...watched,
    timetable,
    requestLog,
    checkAnswers,
  });
  // Before the requests in flight are waited for: those that wait for a command end at once.
  stack.append('command polls', () => fleet.polls.stop());
  stack.append('followers', () => live.endFollowers());
  await startMqtt(base, doors, { presence, fleet });
  timetable.start();
  stack.append('periodic jobs', () => timetable.stop());
  return { ...base, ...path, ...doors, ...watched, app, madeSampleData };
}

/**
 * Builds a server out of its rooms, in the order in which they stand on each other, and starts
 * them. This is the only place that knows all of them. It does not listen on a port yet.
 */
export async function startHouse(deps: HouseDependencies, options: HouseOptions): Promise<House> {
  const stack = createStack(deps.log);
  try {
    return { ...(await open(deps, stack, options)), stop: () => stack.stop() };
  } catch (error) {
    await stack.stop();
    throw error;
  }
}
