import type { FastifyInstance } from 'fastify';
import { bindBrowserSdk } from '../../api/index.ts';
import type { BindDependencies } from '../../http/index.ts';
import {
  registerBrowserRoute,
  registerIngestRoutes,
  registerOtlpRoutes,
  registerReportRoute,
} from '../../intake/index.ts';
import type { Base } from './open-base.ts';
import type { DeviceDoors } from './open-mqtt.ts';
import type { Path } from './open-path.ts';

/** The rooms behind the doors. */
interface DoorParts {
  readonly base: Base;
  readonly path: Path;
  readonly doors: DeviceDoors;
}

/** Binds the routes by which telemetry comes in, and the script that web pages send it with. */
export async function bindDoors(
  app: FastifyInstance,
  bind: BindDependencies,
  { base, path, doors }: DoorParts,
): Promise<void> {
  const { config, clock } = base;
  const { intake } = path;
  const deps = { ...bind, intake, clock };
  await registerIngestRoutes(app, deps, {
    anonymousErrorsPerMinute: config.ANONYMOUS_ERRORS_PER_MINUTE,
  });
  await registerBrowserRoute(app, deps, {
    batchesPerMinute: config.BROWSER_BATCHES_PER_MINUTE,
    batchesPerAddressPerMinute: config.BROWSER_BATCHES_PER_ADDRESS_PER_MINUTE,
  });
  await registerOtlpRoutes(app, deps);
  await registerReportRoute(app, { ...bind, reports: doors.reports });
  bindBrowserSdk(app);
}
