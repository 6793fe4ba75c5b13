import { analyticsRoutes } from './analytics.ts';
import { healthRoutes } from './health.ts';
import { ingestRoutes } from './ingest.ts';
import { keyRoutes } from './keys.ts';
import { metricRoutes } from './metrics.ts';
import type { Route } from './route.ts';
import { signInRoutes } from './sign-in.ts';
import { tableRoutes } from './tables.ts';
import { userRoutes } from './users.ts';

/** Every route of the HTTP API, once. */
export const routes: readonly Route[] = [
  ...signInRoutes,
  ...userRoutes,
  ...keyRoutes,
  ...ingestRoutes,
  ...analyticsRoutes,
  ...metricRoutes,
  ...tableRoutes,
  ...healthRoutes,
];
