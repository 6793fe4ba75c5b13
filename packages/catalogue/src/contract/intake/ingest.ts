import { Type } from 'typebox';
import type { ErrorCode } from '../../errors.ts';
import type { Caller, Route } from '../route.ts';
import { senders } from '../route.ts';

const count = (description: string) => Type.Integer({ minimum: 0, description });

/** What became of the records of one batch. */
const batchAnswer = Type.Object({
  batch_id: Type.String({ description: 'The id of the batch: as it was sent, or made here.' }),
  accepted: count('Records that are on disk and will be stored.'),
  filtered: count('Records that the smart filter left out.'),
  duplicate: count('Records of a batch that was taken before.'),
  quarantined: count('Records kept aside because of their time.'),
  rejected: Type.Array(
    Type.Object({
      index: Type.Integer({ description: 'Place in the batch, from 0.' }),
      code: Type.Unsafe<ErrorCode>(Type.String({ description: 'A code of the error table.' })),
      path: Type.String({ description: 'The field, e.g. `records[3].cpu_percent`.' }),
      message: Type.String(),
    }),
  ),
});

const bodies =
  'The body is a JSON array, `{"records": [...]}`, `{"columns": {name: [...]}}` or NDJSON, plain, gzip or zstd. The batch id is the header `Idempotency-Key`, or `batch_id` beside `records` or `columns`.';

/** A batch of rows of any telemetry table. */
export const ingestBatch = {
  operation: 'ingestBatch',
  method: 'POST',
  path: '/api/v1/ingest/{table}',
  resource: 'ingest',
  summary: 'Send a batch of rows of a telemetry table',
  description: `${bodies} The answer comes when the outcome is on disk. The same id twice stores once. Records that are bad are listed and the others stored; 422 when all are bad.`,
  callers: senders,
  parameters: Type.Object({ table: Type.String({ description: 'Name of a telemetry table.' }) }),
  query: Type.Object({
    historical: Type.Optional(
      Type.Boolean({
        description: 'Takes rows of any age, and thins nothing. For administrators.',
      }),
    ),
    demo: Type.Optional(
      Type.Boolean({
        description:
          'The rows of a demo: marked as simulated whoever sends them, and historical. For administrators.',
      }),
    ),
  }),
  response: batchAnswer,
} as const satisfies Route;

const signedIn: readonly Caller[] = ['member', 'admin', 'ingest', 'admin-key'];
const single = `One record as a JSON object, or a batch. ${bodies}`;

/** What a person did at a screen. */
export const logUserActivity = {
  operation: 'logUserActivity',
  method: 'POST',
  path: '/api/v1/analytics/user-activity',
  resource: 'ingest',
  summary: 'Log what a person did',
  description: `${single} \`user_id\` may be left out by signed-in users, and members may name nobody else.`,
  callers: signedIn,
  response: batchAnswer,
} as const satisfies Route;

/** An error of a page, a service, a device or a tool. */
export const logError = {
  operation: 'logError',
  method: 'POST',
  path: '/api/v1/analytics/error',
  resource: 'ingest',
  summary: 'Log an error',
  description: `${single} Browsers that are not signed in may send few and small ones; they are kept as errors of the front end, and who they name is not believed.`,
  callers: ['anonymous', ...signedIn, 'device'],
  response: batchAnswer,
} as const satisfies Route;

/** A device that went from one state to another. */
export const logDeviceStateChange = {
  operation: 'logDeviceStateChange',
  method: 'POST',
  path: '/api/v1/analytics/device-state-change',
  resource: 'ingest',
  summary: 'Log a change of state of a device',
  description: single,
  callers: [...signedIn, 'device'],
  response: batchAnswer,
} as const satisfies Route;

/** A job, or its part on one device, that ended. */
export const logJobOutcome = {
  operation: 'logJobOutcome',
  method: 'POST',
  path: '/api/v1/analytics/job-outcome',
  resource: 'ingest',
  summary: 'Log how a job ended',
  description: single,
  callers: signedIn,
  response: batchAnswer,
} as const satisfies Route;

/** A call of a tool by a person or an agent. */
export const logToolUsage = {
  operation: 'logToolUsage',
  method: 'POST',
  path: '/api/v1/analytics/tool-usage',
  resource: 'ingest',
  summary: 'Log the call of a tool',
  description: single,
  callers: signedIn,
  response: batchAnswer,
} as const satisfies Route;

/** Every route by which telemetry comes in. */
export const ingestRoutes: readonly Route[] = [
  ingestBatch,
  logUserActivity,
  logError,
  logDeviceStateChange,
  logJobOutcome,
  logToolUsage,
];
