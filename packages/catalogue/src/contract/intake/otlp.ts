import { Type } from 'typebox';
import type { Caller, Route } from '../route.ts';

const otlpSenders: readonly Caller[] = ['admin', 'ingest', 'admin-key'];

const common =
  'OpenTelemetry over HTTP, in protobuf (`application/x-protobuf`) or JSON (`application/json`), plain, gzip or zstd. The answer comes when all that was taken is on disk, in the encoding of the request; `partialSuccess` says how many items were refused, and why the first was. The same bytes twice store once, so that a client may send again. Errors are a `google.rpc.Status`; 429 and 503 have `Retry-After`.';

const otlpAnswer = Type.Object({
  partialSuccess: Type.Optional(
    Type.Object({
      rejectedSpans: Type.Optional(Type.String()),
      rejectedLogRecords: Type.Optional(Type.String()),
      rejectedDataPoints: Type.Optional(Type.String()),
      errorMessage: Type.String({ description: 'What is wrong with the first refused item.' }),
    }),
  ),
});

/** Spans of OpenTelemetry. */
export const sendOtlpTraces = {
  operation: 'sendOtlpTraces',
  method: 'POST',
  path: '/v1/traces',
  resource: 'otlp',
  summary: 'Send spans of OpenTelemetry',
  description: `${common} A span of an HTTP server becomes a row of \`api_request_logs\`, a span of a tool (\`gen_ai.tool.name\`, \`mcp.method.name\` tools/call) one of \`tool_usage_logs\`, each exception that a span recorded one of \`error_logs\`, and every other span a number \`span.duration_ms\` of \`performance_metrics\`.`,
  callers: otlpSenders,
  response: otlpAnswer,
} as const satisfies Route;

/** Log records of OpenTelemetry. */
export const sendOtlpLogs = {
  operation: 'sendOtlpLogs',
  method: 'POST',
  path: '/v1/logs',
  resource: 'otlp',
  summary: 'Send log records of OpenTelemetry',
  description: `${common} Records of severity ERROR and above become rows of \`error_logs\`; those below are left out.`,
  callers: otlpSenders,
  response: otlpAnswer,
} as const satisfies Route;

/** Metrics of OpenTelemetry. */
export const sendOtlpMetrics = {
  operation: 'sendOtlpMetrics',
  method: 'POST',
  path: '/v1/metrics',
  resource: 'otlp',
  summary: 'Send metrics of OpenTelemetry',
  description: `${common} Each point becomes a number of \`performance_metrics\` with its attributes as labels; a histogram becomes \`.count\`, \`.sum\`, \`.min\` and \`.max\`, a summary also \`.quantile\`.`,
  callers: otlpSenders,
  response: otlpAnswer,
} as const satisfies Route;

/** Every route of this resource. */
export const otlpRoutes: readonly Route[] = [sendOtlpTraces, sendOtlpLogs, sendOtlpMetrics];
