import type { FastifyInstance } from 'fastify';
import type { Alerts, Notifications } from '../../alert/index.ts';
import type { RequestLog } from '../../api/index.ts';
import {
  bindArchive,
  bindCommands,
  bindConfigChanges,
  bindErrors,
  bindExports,
  bindHealth,
  bindJobs,
  bindKeys,
  bindLive,
  bindRetention,
  bindSignIn,
  bindUsers,
  createApp,
  createServerMetrics,
  observeFailures,
} from '../../api/index.ts';
import type { Errors } from '../../errors/index.ts';
import type { Exports } from '../../export/index.ts';
import type { Presence } from '../../fleet/index.ts';
import { limits, within } from '../../kernel/index.ts';
import type { Live } from '../../live/index.ts';
import type { Archive, Retention } from '../../retention/index.ts';
import { version } from '../version.ts';
import { bindDoors } from './bind-doors.ts';
import { bindReading } from './bind-reading.ts';
import type { Keeping } from './keeping/keeping-figures.ts';
import { bindWatch } from './open-alerts.ts';
import type { Base } from './open-base.ts';
import type { Fleet } from './open-fleet.ts';
import type { Inventory } from './open-inventory.ts';
import { bindInventory } from './open-inventory.ts';
import type { DeviceDoors } from './open-mqtt.ts';
import type { Path } from './open-path.ts';
import { readFigures } from './read-figures.ts';
import { readParts } from './read-parts.ts';
import type { Timetable } from './timetable.ts';

export interface AppParts {
  readonly base: Base;
  readonly path: Path;
  readonly doors: DeviceDoors;
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
  readonly timetable: Timetable;
  readonly requestLog: RequestLog;
  readonly checkAnswers: boolean;
}

/**
 * Finishes the requests in flight; those that take too long are cut off. A connection whose last
 * request is answered would stay open for the next one, so idle ones are closed again and again.
 */
async function closeApp(app: FastifyInstance, { clock, log }: Base): Promise<void> {
  const closed = app.close();
  const giveUpMs = clock.monotonicMs() + limits.closeMillisecondsMax;
  while (!(await within(limits.closePauseMilliseconds, closed))) {
    app.server.closeIdleConnections();
    if (clock.monotonicMs() < giveUpMs) continue;
    log.warn('requests took too long to finish and were cut off');
    app.server.closeAllConnections();
    return closed;
  }
}

/** Opens the HTTP side, with every route bound; it does not listen yet. */
export async function openApp(parts: AppParts): Promise<FastifyInstance> {
  const { base, path, fleet, requestLog, live } = parts;
  const { config, clock, log, store, auth, accounting } = base;
  const { lanes, drains } = path;
  const { database } = store;
  const { mqtt } = parts.doors;
  const metrics = createServerMetrics(() =>
    readFigures({ ...parts, ...path, accounting, live, mqtt }),
  );
  let isOpen = true;
  const bind = {
    authenticator: auth.authenticator,
    publicUrl: config.PUBLIC_URL,
    checkAnswers: parts.checkAnswers,
  };
  const health = {
    ...bind,
    version,
    metrics,
    isOpen: () => isOpen,
    readParts: () => readParts({ database, lanes, drains, mqtt }),
  };
  const signIn = { ...bind, auth, registrationEnabled: config.REGISTRATION_ENABLED };
  const app = await createApp(
    {
      clock,
      log,
      observers: [
        metrics,
        observeFailures(path.ownErrors),
        ...(config.ANALYTICS_ENABLED ? [requestLog] : []),
      ],
      resources: [
        (instance) => bindSignIn(instance, signIn),
        (instance) => bindUsers(instance, { ...bind, auth }),
        (instance) => bindKeys(instance, { ...bind, auth }),
        (instance) => bindInventory(instance, base, bind, parts),
        (instance) => bindJobs(instance, { ...bind, ...fleet }),
        (instance) => bindCommands(instance, { ...bind, ...fleet }),
        (instance) => bindConfigChanges(instance, { ...bind, ...fleet }),
        (instance) => bindErrors(instance, { ...bind, errors: parts.errors }),
        (instance) => bindExports(instance, { ...bind, exports: parts.exports }),
        (instance) => bindReading(instance, bind, base, parts.retention, parts.archive),
        (instance) => bindArchive(instance, { ...bind, archive: parts.archive }),
        (instance) => bindRetention(instance, { ...bind, retention: parts.retention }),
        (instance) => bindDoors(instance, bind, parts),
        (instance) => bindWatch(instance, bind, parts),
        (instance) => bindLive(instance, { ...bind, live }),
        (instance) => bindHealth(instance, health),
      ],
    },
    {
      version,
      trustProxy: config.TRUST_PROXY,
      rateLimitPerMinute: config.RATE_LIMIT_PER_MINUTE,
    },
  );
  base.stack.append('requests', async () => {
    isOpen = false;
    await closeApp(app, base);
  });
  return app;
}
