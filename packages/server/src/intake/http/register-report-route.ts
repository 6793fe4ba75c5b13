import { reportHealth } from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import type { BindDependencies } from '../../http/index.ts';
import { bindRoute } from '../../http/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';
import { readMessage } from '../mqtt/read-message.ts';
import type { Reports } from '../report/create-reports.ts';

export interface ReportRouteDeps extends BindDependencies {
  readonly reports: Reports;
}

function readBody(bytes: Buffer): unknown {
  if (bytes.length === 0) throw new HomepotError('body_empty', { path: 'body' });
  return readMessage(bytes);
}

/**
 * Binds the route by which devices report that do not speak MQTT. A body is read as strictly as the
 * same report over MQTT, and one that is refused is counted as it is there.
 */
export async function registerReportRoute(
  app: FastifyInstance,
  deps: ReportRouteDeps,
): Promise<void> {
  const { reports } = deps;
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'buffer' },
      async (_request: unknown, bytes: Buffer) => readBody(bytes),
    );
    bindRoute(
      scope,
      reportHealth,
      deps,
      ({ principal, parameters, body }) =>
        reports.submit(principal, parameters.device_id, body, 'report'),
      {
        bodyBytesMax: limits.reportBytesMax,
        onRefusedInput: () => reports.noteUnreadable('report'),
      },
    );
  });
}
