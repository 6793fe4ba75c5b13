import type { Route } from '@homepot/catalogue';
import {
  ingestBatch,
  logDeviceStateChange,
  logError,
  logJobOutcome,
  logToolUsage,
  logUserActivity,
} from '@homepot/catalogue';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../../auth/index.ts';
import { callerOf } from '../../auth/index.ts';
import type { BindDependencies } from '../../http/index.ts';
import { bindRoute, sendProblem } from '../../http/index.ts';
import type { Clock } from '../../kernel/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { BatchAnswer } from '../batch-answer.ts';
import { isAllRejected } from '../batch-answer.ts';
import { createDecompress } from '../body/decompress.ts';
import type { Intake } from '../create-intake.ts';
import { demoSender, senderOf } from '../sender.ts';
import type { AnonymousQuota } from './anonymous-quota.ts';
import { createAnonymousQuota } from './anonymous-quota.ts';
import type { ReadBatchDeps } from './read-batch.ts';
import { readBatch } from './read-batch.ts';

export interface IngestRouteDeps extends BindDependencies {
  readonly intake: Intake;
  readonly clock: Clock;
}

export interface IngestRouteOptions {
  /** The setting ANONYMOUS_ERRORS_PER_MINUTE. */
  readonly anonymousErrorsPerMinute: number;
}

/** What a handler of this room works with. */
interface Desk extends ReadBatchDeps {
  readonly intake: Intake;
  readonly quota: AnonymousQuota;
}

function batchIdOf(request: FastifyRequest): string | undefined {
  const header = request.headers['idempotency-key'];
  return Array.isArray(header) ? header.join() : header;
}

/** The answer to a batch; a problem when no record of it could be used. */
function tell(request: FastifyRequest, reply: FastifyReply, answer: BatchAnswer): unknown {
  const [first] = answer.rejected;
  if (first === undefined || !isAllRejected(answer)) return answer;
  const { path, message } = first;
  // One record by itself is told by its own code.
  const code = path.startsWith('records[') ? 'batch_invalid' : first.code;
  const error = new HomepotError(code, { path, message });
  return sendProblem(error, request, reply, {
    batch_id: answer.batch_id,
    rejected: answer.rejected,
  });
}

function requireHistoricalAllowed(principal: Principal): void {
  const caller = callerOf(principal);
  if (caller === 'admin' || caller === 'admin-key') return;
  throw new HomepotError('not_allowed', {
    path: 'historical',
    message: 'Only administrators may send historical rows',
  });
}

function bindBatches(fastify: FastifyInstance, deps: IngestRouteDeps, desk: Desk): void {
  bindRoute(fastify, ingestBatch, deps, async (call) => {
    const { principal, parameters, query, request, reply } = call;
    const isDemo = query.demo === true;
    const historical = isDemo || query.historical === true;
    if (historical) requireHistoricalAllowed(principal);
    const sender = isDemo ? demoSender : senderOf(principal, historical ? 'import' : 'http');
    const size = { bytesMax: limits.bodyBytesMax, singleAllowed: false };
    const answer = await readBatch(desk, request, size, (input) =>
      desk.intake.submit(sender, parameters.table, input, {
        batchId: batchIdOf(request),
        historical,
      }),
    );
    return tell(request, reply, answer);
  });
}

/** Routes that take one record, and the table each is for. */
const recordRoutes: readonly (readonly [Route, string])[] = [
  [logUserActivity, 'user_activities'],
  [logError, 'error_logs'],
  [logDeviceStateChange, 'device_state_history'],
  [logJobOutcome, 'job_outcomes'],
  [logToolUsage, 'tool_usage_logs'],
];

/**
 * A route that lets everybody in also lets in keys that may not send. They are refused, for their
 * rows would be taken for those of a trusted sender.
 */
function requireSender(principal: Principal): void {
  if (callerOf(principal) === 'read') {
    throw new HomepotError('not_allowed', { message: 'A key of scope read may not send' });
  }
}

function bindRecord(
  fastify: FastifyInstance,
  deps: IngestRouteDeps,
  desk: Desk,
  route: Route,
  table: string,
): void {
  bindRoute(fastify, route, deps, async ({ principal, request, reply }) => {
    requireSender(principal);
    const isAnonymous = principal.kind === 'anonymous';
    if (isAnonymous) desk.quota.takeFirst(request.ip);
    const bytesMax = isAnonymous ? limits.anonymousBodyBytesMax : limits.bodyBytesMax;
    const sender = senderOf(principal, isAnonymous ? 'anonymous' : 'http');
    const answer = await readBatch(desk, request, { bytesMax, singleAllowed: true }, (input) =>
      desk.intake.submit(sender, table, input, { batchId: batchIdOf(request) }),
    );
    if (isAnonymous) desk.quota.take(request.ip, recordCount(answer) - 1);
    return tell(request, reply, answer);
  });
}

const recordCount = (answer: BatchAnswer): number =>
  answer.accepted + answer.duplicate + answer.quarantined + answer.rejected.length;

/**
 * Binds the routes by which telemetry comes in. They read their bodies themselves, as bytes, after
 * the caller is known.
 */
export async function registerIngestRoutes(
  app: FastifyInstance,
  deps: IngestRouteDeps,
  options: IngestRouteOptions,
): Promise<void> {
  const desk: Desk = {
    intake: deps.intake,
    budget: deps.intake.budget,
    decompress: createDecompress(),
    quota: createAnonymousQuota(deps, { errorsPerMinute: options.anonymousErrorsPerMinute }),
  };
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined));
    bindBatches(scope, deps, desk);
    for (const [route, table] of recordRoutes) bindRecord(scope, deps, desk, route, table);
  });
}
