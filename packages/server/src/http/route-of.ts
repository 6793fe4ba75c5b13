import type { Route } from '@homepot/catalogue';
import type { FastifyContextConfig, FastifyRequest } from 'fastify';

/** What a bound route keeps in Fastify's route configuration. */
export interface BoundConfig extends FastifyContextConfig {
  readonly route: Route;
}

/** The route of the contract that answers the request; undefined where no route does. */
export function routeOf(request: FastifyRequest): Route | undefined {
  return (request.routeOptions.config as Partial<BoundConfig>).route;
}
