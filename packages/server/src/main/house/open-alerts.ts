import { statfs } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { FastifyInstance } from 'fastify';
import type { Alerts, Notifications } from '../../alert/index.ts';
import { createAlerts } from '../../alert/index.ts';
import { bindAlertRules, bindAlerts, bindNotifiers } from '../../api/index.ts';
import type { BindDependencies } from '../../http/index.ts';
import type { Live } from '../../live/index.ts';
import type { Retention } from '../../retention/index.ts';
import type { Base } from './open-base.ts';
import type { Path } from './open-path.ts';

/** How full the disk of the data folder is. */
async function readDiskFree({ dataFolder, log }: Base): Promise<number | undefined> {
  try {
    const { bavail, blocks } = await statfs(dataFolder);
    return blocks === 0 ? undefined : (100 * bavail) / blocks;
  } catch (error) {
    log.warn({ err: error }, 'the free space of the data folder cannot be read');
    return undefined;
  }
}

/** Age of the oldest record that waits; undefined while the drain has not read how old it is. */
function readBacklog({ drains }: Path): number | undefined {
  let seconds = 0;
  for (const drain of drains) {
    const { lagEntries, lagSeconds } = drain.state();
    if (lagEntries === undefined) return undefined;
    seconds = Math.max(seconds, lagSeconds);
  }
  return seconds;
}

/** Opens the watch over what is collected, with the rules of a new house. The timetable makes it look. */
export async function openAlerts(
  base: Base,
  path: Path,
  {
    live,
    notifications,
    retention,
  }: {
    readonly live: Live;
    readonly notifications: Notifications;
    readonly retention: Retention;
  },
): Promise<Alerts> {
  const { config, store, clock, log, stack } = base;
  const alerts = createAlerts({
    database: store.database,
    clock,
    log,
    holdMs: config.THIN_SNAPSHOT_SECONDS * 1_000,
    notifications,
    // Several servers may run on one machine.
    server: `${hostname().slice(0, 80)}/${(path.lanes.spools[0]?.id ?? '').slice(0, 8)}`,
    readServer: async () => ({
      diskFreePercent: await readDiskFree(base),
      spoolBacklogSeconds: readBacklog(path),
      retentionFailures: await retention.failures(),
    }),
    publish: (data) => live.publish('alerts', data),
    publicUrl: config.PUBLIC_URL,
  });
  await alerts.start();
  stack.append('alerts', () => alerts.stop());
  return alerts;
}

/** Binds what is watched, what was found, and who is told. */
export function bindWatch(
  app: FastifyInstance,
  bind: BindDependencies,
  { alerts, notifications }: { readonly alerts: Alerts; readonly notifications: Notifications },
): void {
  bindAlerts(app, { ...bind, alerts });
  bindAlertRules(app, { ...bind, alerts });
  bindNotifiers(app, { ...bind, notifications });
}
