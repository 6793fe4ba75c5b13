import { createSite, listSites, removeSite, showSite, updateSite } from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import type { Sites } from '../../fleet/index.ts';
import type { BindDependencies } from '../../http/index.ts';
import { bindRoute } from '../../http/index.ts';
import { actorOfCall } from '../call/caller-place.ts';

export interface SitesDependencies extends BindDependencies {
  readonly sites: Sites;
}

/** Binds the places where devices stand. */
export function bindSites(app: FastifyInstance, deps: SitesDependencies): void {
  const { sites } = deps;
  bindRoute(app, listSites, deps, ({ query }) => sites.list(query));
  bindRoute(app, createSite, deps, (call) => sites.create(call.body, actorOfCall(call)));
  bindRoute(app, showSite, deps, ({ parameters }) => sites.read(parameters.site_id));
  bindRoute(app, updateSite, deps, (call) =>
    sites.update(call.parameters.site_id, call.body, actorOfCall(call)),
  );
  bindRoute(app, removeSite, deps, async (call) => {
    await sites.update(call.parameters.site_id, { is_active: false }, actorOfCall(call));
  });
}
