import type { Route } from '@homepot/catalogue';
import { sendOtlpLogs, sendOtlpMetrics, sendOtlpTraces } from '@homepot/catalogue';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BindDependencies } from '../../http/index.ts';
import { bindRoute, rememberProblem } from '../../http/index.ts';
import { limits } from '../../kernel/index.ts';
import { createDecompress } from '../body/decompress.ts';
import type { Intake } from '../create-intake.ts';
import type { OtlpEncoding, Signal } from '../otlp/decode-otlp.ts';
import { readOtlpEncoding } from '../otlp/decode-otlp.ts';
import type { OtlpAnswer } from '../otlp/otlp-answer.ts';
import { encodeOtlpAnswer, encodeOtlpProblem } from '../otlp/otlp-answer.ts';
import { takeOtlp } from '../otlp/take-otlp.ts';
import { senderOf } from '../sender.ts';
import { readBody } from './read-batch.ts';

export interface OtlpRouteDeps extends BindDependencies {
  readonly intake: Intake;
}

const signals: readonly (readonly [Route, Signal])[] = [
  [sendOtlpTraces, 'traces'],
  [sendOtlpLogs, 'logs'],
  [sendOtlpMetrics, 'metrics'],
];

function send(reply: FastifyReply, { contentType, body }: OtlpAnswer): FastifyReply {
  return reply
    .type(contentType)
    .serializer((bytes: unknown) => bytes as string)
    .send(body);
}

/** The encoding to answer in; JSON where the request does not say one that is known. */
function encodingToTell(request: FastifyRequest): OtlpEncoding {
  try {
    return readOtlpEncoding(request.headers['content-type']);
  } catch {
    return 'json';
  }
}

/** Clients of OTLP look at the status and at Retry-After; people at the message. */
function tellError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const told = rememberProblem(error, request, reply);
  return send(reply.code(told.status), encodeOtlpProblem(encodingToTell(request), told));
}

/** Binds the routes by which OpenTelemetry sends. They read their bodies as bytes. */
export async function registerOtlpRoutes(app: FastifyInstance, deps: OtlpRouteDeps): Promise<void> {
  const { intake } = deps;
  const reading = { budget: intake.budget, decompress: createDecompress() };
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined));
    for (const [route, signal] of signals) {
      bindRoute(
        scope,
        route,
        deps,
        async ({ principal, request, reply }) => {
          const encoding = readOtlpEncoding(request.headers['content-type']);
          const sender = senderOf(principal, 'otlp');
          const outcome = await readBody(reading, request, limits.bodyBytesMax, (bytes) =>
            takeOtlp(intake, sender, { signal, encoding, bytes }),
          );
          return send(reply, encodeOtlpAnswer(signal, encoding, outcome));
        },
        { tellError },
      );
    }
  });
}
