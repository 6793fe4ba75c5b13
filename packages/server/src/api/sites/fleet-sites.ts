import {
  listFleetSites,
  readDeviceVolume,
  readFleetMap,
  readSiteHours,
  readSiteVolume,
  showFleetSite,
} from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import type { FleetSites } from '../../fleet/index.ts';
import type { BindDependencies } from '../../http/index.ts';
import { bindRoute } from '../../http/index.ts';
import { readTimeRange } from '../../query/index.ts';

export interface FleetSitesDependencies extends BindDependencies {
  readonly fleetSites: FleetSites;
}

/** Both ends of a range, milliseconds since 1970. Throws parameter_invalid or range_invalid. */
function readSpan(query: { readonly start_date: string; readonly end_date: string }) {
  const { from = '', to = '' } = readTimeRange(query);
  return { fromMs: Date.parse(from), toMs: Date.parse(to) };
}

/** Binds how the sites fare, when they are open, and what they sell. */
export function bindFleetSites(app: FastifyInstance, deps: FleetSitesDependencies): void {
  const { fleetSites } = deps;
  bindRoute(app, listFleetSites, deps, ({ query }) => fleetSites.list(query));
  bindRoute(app, showFleetSite, deps, ({ parameters }) => fleetSites.show(parameters.site_id));
  bindRoute(app, readFleetMap, deps, () => fleetSites.map());
  bindRoute(app, readSiteHours, deps, ({ parameters, query }) =>
    fleetSites.hours(parameters.site_id, readSpan(query)),
  );
  bindRoute(app, readSiteVolume, deps, ({ parameters, query }) =>
    fleetSites.volume(parameters.site_id, readSpan(query)),
  );
  bindRoute(app, readDeviceVolume, deps, ({ parameters, query }) =>
    fleetSites.deviceVolume(parameters.device_id, readSpan(query)),
  );
}
