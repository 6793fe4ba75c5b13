import { readFleetOverview } from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import type { FleetOverview } from '../../fleet/index.ts';
import type { BindDependencies } from '../../http/index.ts';
import { bindRoute } from '../../http/index.ts';

export interface FleetOverviewDependencies extends BindDependencies {
  readonly overview: FleetOverview;
}

/** Binds the fleet at a glance. */
export function bindFleetOverview(app: FastifyInstance, deps: FleetOverviewDependencies): void {
  bindRoute(app, readFleetOverview, deps, ({ query }) => deps.overview.read(query));
}
