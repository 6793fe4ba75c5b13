import { reportHealth } from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import type { BindDependencies } from '../../http/index.ts';
import { bindRoute } from '../../http/index.ts';
import type { Reports } from '../report/create-reports.ts';

export interface ReportRouteDeps extends BindDependencies {
  readonly reports: Reports;
}

/** Binds the route by which devices report that do not speak MQTT. */
export function registerReportRoute(app: FastifyInstance, deps: ReportRouteDeps): void {
  bindRoute(app, reportHealth, deps, ({ principal, parameters, body }) =>
    deps.reports.submit(principal, parameters.device_id, body, 'report'),
  );
}
