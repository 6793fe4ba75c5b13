import { readLiveness, readReadiness, readServerMetrics } from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import type { BindDependencies } from '../../http/index.ts';
import { bindRoute } from '../../http/index.ts';
import type { ServerMetrics } from './server-metrics.ts';

/** How each part of the house is, in the words of the contract. */
export type Parts = Static<typeof readReadiness.response>['parts'];

export interface HealthDependencies extends BindDependencies {
  readonly version: string;
  /** Whether the house is neither starting nor stopping. */
  readonly isOpen: () => boolean;
  readonly readParts: () => Promise<Parts>;
  readonly metrics: ServerMetrics;
}

/** What the parts amount to: only a door that refuses makes the whole refuse. */
function judge(isOpen: boolean, parts: Parts): Static<typeof readReadiness.response> {
  if (!isOpen || parts.spool !== 'ok') return { status: 'refusing', parts };
  const well = parts.database === 'ok' && parts.drain === 'ok' && parts.mqtt !== 'unreachable';
  return { status: well ? 'ready' : 'degraded', parts };
}

/** Binds what probes and Prometheus ask for. */
export function bindHealth(app: FastifyInstance, deps: HealthDependencies): void {
  bindRoute(app, readLiveness, deps, () => ({ status: 'live', version: deps.version }));
  bindRoute(app, readReadiness, deps, async ({ reply }) => {
    const readiness = judge(deps.isOpen(), await deps.readParts());
    if (readiness.status === 'refusing') reply.code(503).header('retry-after', 1);
    return readiness;
  });
  bindRoute(app, readServerMetrics, deps, async ({ reply }) => {
    const text = await deps.metrics.read();
    return reply
      .type(deps.metrics.contentType)
      .serializer((body: unknown) => String(body))
      .send(text);
  });
}
