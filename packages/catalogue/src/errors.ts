import { bytesInWords, countInWords } from './in-words.ts';
import { callerLimits as limits } from './limits.ts';

/** One code of the error table. */
export interface ErrorFact {
  readonly status: number;
  /** Whether sending the same again later may succeed. */
  readonly retryable: boolean;
  readonly title: string;
  /** What to do about it. */
  readonly action: string;
}

const fact = (status: number, title: string, action: string, retryable = false): ErrorFact => ({
  status,
  retryable,
  title,
  action,
});

/** Every error that HOMEPOT answers with, once. Codes are stable; titles may be reworded. */
export const errorFacts = {
  // Who are you
  not_signed_in: fact(
    401,
    'Not signed in',
    'Sign in, or send an API key as `Authorization: Bearer` or `X-API-Key`.',
  ),
  credential_invalid: fact(
    401,
    'Credential not accepted',
    'The key, token or session is unknown, expired or revoked. Get a new one.',
  ),
  login_failed: fact(401, 'Sign-in failed', 'Check user name and password.'),
  login_link_invalid: fact(
    401,
    'Link not accepted',
    'The link was used already or has expired. Ask for a new one: `homepot users login-link NAME`.',
  ),
  not_allowed: fact(
    403,
    'Not allowed',
    'Use another credential; /docs says of each path who may call it.',
  ),
  origin_refused: fact(
    403,
    'Origin refused',
    'A cookie session may only be used from pages of this server, and a key of scope browser from pages of its own origins.',
  ),
  registration_closed: fact(403, 'Registration is closed', 'Ask an administrator for an account.'),
  rate_limited: fact(
    429,
    'Too many requests',
    'Wait as long as `Retry-After` says, then send the same again.',
    true,
  ),
  // What was asked
  not_found: fact(404, 'Not found', 'Check the path and the id.'),
  method_not_allowed: fact(405, 'Method not allowed', 'See /docs for the methods of this path.'),
  upgrade_required: fact(
    426,
    'WebSocket only',
    'Open this path as a WebSocket, or read `/api/v1/live` as server-sent events.',
  ),
  table_unknown: fact(404, 'Unknown table', 'Use the name of a telemetry table.'),
  parameter_invalid: fact(400, 'Invalid parameter', 'Correct the parameter that `path` names.'),
  filter_unknown: fact(
    400,
    'Unknown filter',
    'Use a filter of this table; the message lists them.',
  ),
  cursor_invalid: fact(
    400,
    'Invalid cursor',
    'Use `next_cursor` of the page before, unchanged, with the same filters.',
  ),
  range_invalid: fact(
    400,
    'Invalid time range',
    '`start_date` must lie before `end_date`; both are ISO 8601.',
  ),
  query_too_long: fact(
    504,
    'Query took too long',
    'Where rows are read: narrow the time range, add a filter, or read page by page.',
  ),
  caller_gone: fact(499, 'Caller went away', 'Nothing was sent; ask again.'),
  conflict: fact(409, 'Already exists', 'Choose another name.'),
  last_admin: fact(409, 'Last administrator', 'Make another user an administrator first.'),
  body_empty: fact(400, 'Empty body', 'Send a JSON object.'),
  body_too_large: fact(413, 'Body too large', `Send at most ${bytesInWords(limits.bodyBytesMax)}.`),
  // A batch
  body_missing: fact(400, 'Empty batch', 'Send at least one record.'),
  body_truncated: fact(
    400,
    'Body ended early',
    'The body is cut off or damaged. Send all of it again.',
  ),
  json_invalid: fact(400, 'Not JSON', 'Send valid JSON; the message says where it breaks.'),
  utf8_invalid: fact(400, 'Not UTF-8', 'Send the body as UTF-8.'),
  shape_invalid: fact(
    400,
    'Not a batch',
    'Send an array, `{"records": [...]}`, `{"columns": {...}}` or NDJSON.',
  ),
  otlp_invalid: fact(
    400,
    'Not OTLP',
    'Send an export request of OTLP as protobuf or JSON, matching Content-Type; the message says which field is wrong.',
  ),
  batch_id_invalid: fact(
    400,
    'Invalid batch id',
    `Use 1 to ${limits.batchIdCharactersMax} visible ASCII characters; a UUIDv7 is best.`,
  ),
  batch_id_reused: fact(
    422,
    'Batch id used again',
    'This id was used for another batch. Give each batch an id of its own.',
  ),
  too_many_days: fact(
    422,
    'Too many days in a batch',
    `Split it by time: at most ${limits.daysPerBatchMax} days.`,
  ),
  batch_too_large: fact(
    413,
    'Batch too large',
    `Split it: ${bytesInWords(limits.bodyCompressedBytesMax)} compressed, ${bytesInWords(limits.bodyBytesMax)} decompressed, ${countInWords(limits.recordsPerBatchMax)} records.`,
  ),
  too_deep: fact(400, 'Nested too deeply', `At most ${limits.jsonDepthMax} levels.`),
  media_type_unsupported: fact(
    415,
    'Unsupported content type',
    'Use application/json; batches may be application/x-ndjson as well.',
  ),
  encoding_unsupported: fact(415, 'Unsupported encoding', 'Use gzip, zstd or none.'),
  batch_invalid: fact(
    422,
    'No record was accepted',
    'Correct the records; `rejected` says what is wrong with each.',
  ),
  // A record
  record_not_object: fact(422, 'Record is not an object', 'Send one JSON object a record.'),
  column_unknown: fact(
    422,
    'Unknown column',
    'Leave the column out; see the data dictionary for the columns.',
  ),
  column_missing: fact(422, 'Missing column', 'Send a value for the column.'),
  column_not_sendable: fact(422, 'Column is set by the server', 'Leave the column out.'),
  column_duplicate: fact(422, 'Key given twice', 'Give each key once.'),
  type_wrong: fact(422, 'Wrong type', 'Send the type that the message names.'),
  number_out_of_range: fact(
    422,
    'Number out of range',
    'Send a number in the range that the message names.',
  ),
  number_unsafe: fact(
    422,
    'Number too large to be exact',
    'Send whole numbers beyond 2^53 as text.',
  ),
  too_long: fact(422, 'Too long', 'Shorten the value to the length that the message names.'),
  value_unknown: fact(
    422,
    'Value not in the list',
    'Send one of the values that the message names.',
  ),
  text_invalid: fact(
    422,
    'Text PostgreSQL cannot store',
    'Remove NUL characters and lone surrogates.',
  ),
  fingerprint_invalid: fact(
    422,
    'Not a fingerprint',
    `Leave it out, or send at most ${limits.fingerprintCharactersMax} letters, digits, dots, colons, dashes and underscores, the first a letter or digit.`,
  ),
  groups_parted: fact(
    409,
    'Were taken apart before',
    'Somebody took these groups of errors apart. To merge them again nevertheless, send `force`.',
  ),
  time_invalid: fact(
    422,
    'Not an instant',
    'Send ISO 8601 with a zone, e.g. 2026-01-31T08:00:00Z.',
  ),
  address_invalid: fact(422, 'Not an IP address', 'Send an IPv4 or IPv6 address.'),
  key_forbidden: fact(422, 'Key not allowed', 'Rename the key; `__proto__` is refused.'),
  json_too_large: fact(
    422,
    'JSON value too large',
    `At most ${limits.jsonKeysPerObjectMax} keys an object, ${bytesInWords(limits.textBytesMax)} a text, ${limits.jsonDepthMax} levels.`,
  ),
  device_mismatch: fact(403, 'Not your device', 'A device may only send rows about itself.'),
  time_outside_window: fact(
    422,
    'Outside the time window',
    'The record is kept in quarantine. Old data goes in with `homepot import --historical`.',
  ),
  past_retention: fact(
    422,
    'Older than what is kept',
    'The policy of the table would remove the record at once. Keep the table for longer (`homepot retention policies`), then send it again.',
  ),
  // The fleet
  enrolment_token_invalid: fact(
    401,
    'Enrolment token not accepted',
    'The token is unknown, used, expired or revoked. Ask an operator for a new one.',
  ),
  schedule_invalid: fact(
    422,
    'Schedule does not hold together',
    'Correct the row that `path` names.',
  ),
  still_in_use: fact(409, 'Still in use', 'The message says by what; remove or move that first.'),
  no_devices: fact(422, 'No devices found', 'No active device matches; name other devices.'),
  job_not_in_state: fact(
    409,
    'Not possible in this state',
    'The message names the state that the job is in.',
  ),
  change_not_reversible: fact(409, 'Cannot be taken back', 'The message says why not.'),
  command_unknown: fact(404, 'Unknown command', 'The command is not one of this device.'),
  broker_unavailable: fact(
    503,
    'MQTT broker unavailable',
    'The external broker does not answer. Try again after `Retry-After`.',
    true,
  ),
  // Notifications
  address_refused: fact(
    422,
    'Address not allowed',
    'Webhooks go to public https addresses. A network of your own is permitted by WEBHOOK_ALLOWED_NETWORKS, http by WEBHOOK_HTTP_ALLOWED.',
  ),
  notifier_unusable: fact(
    409,
    'Notifier cannot be used',
    'Change what the message names, then try again.',
  ),
  // Alerts
  rule_invalid: fact(422, 'Rule does not hold together', 'Correct the field that `path` names.'),
  // Keeping and forgetting
  retention_busy: fact(
    409,
    'Under way already',
    'Wait until the run that goes on has ended; `homepot retention history` tells.',
  ),
  // Exports
  export_not_in_state: fact(
    409,
    'Not possible in this state',
    'The message names the state that the export is in.',
  ),
  export_too_large: fact(
    422,
    'Export too large',
    'Ask for a shorter range, fewer tables or fewer devices, and use several exports.',
  ),
  export_file_elsewhere: fact(
    409,
    'File on another server',
    'Ask the server that the message names, or keep exports in storage that all servers share.',
  ),
  export_leak: fact(
    500,
    'Export withheld',
    'The last look found what may tell who somebody is. Nothing can be downloaded. Leave the column out that the message names, or report it.',
  ),
  // What is kept outside of the database
  storage_unavailable: fact(
    503,
    'Storage unavailable',
    'The storage of ARCHIVE_URL does not answer as it should. What was to be stored is still in the database; try again.',
    true,
  ),
  storage_refused: fact(
    502,
    'Storage refused',
    'Correct ARCHIVE_URL and the ARCHIVE_S3 settings, or the rights there; `homepot doctor` tries them.',
  ),
  storage_full: fact(
    507,
    'Storage full',
    'Make room where ARCHIVE_URL leads. What was to be stored is still in the database.',
  ),
  archive_missing: fact(
    410,
    'Archived file is missing',
    'Bring the file back from a copy, or set ARCHIVE_URL to where it is; `homepot archive verify` tells what is missing.',
  ),
  archive_damaged: fact(
    500,
    'Archived file is damaged',
    'It is not what was written. Bring the file back from a copy; `homepot archive verify` tells which are damaged.',
  ),
  archive_differs: fact(
    409,
    'Archive and database differ',
    'Nothing was removed from the database. Archive the same rows again.',
  ),
  // The house
  spool_full: fact(
    503,
    'Spool full',
    'The database has been away for long. Send the same batch again after `Retry-After`.',
    true,
  ),
  overloaded: fact(503, 'Overloaded', 'Send the same again after `Retry-After`.', true),
  not_ready: fact(
    503,
    'Not ready',
    'The server is starting or stopping. Try again after `Retry-After`.',
    true,
  ),
  database_unavailable: fact(
    503,
    'Database unavailable',
    'What is sent is still taken; reading works again when it is back.',
    true,
  ),
  partition_missing: fact(
    503,
    'No partition for these rows',
    'The database is there, but has no place for rows of that time; nothing of this was stored. Try again after `Retry-After`: the partition is made again. Where it stays so, the log of the server says why.',
    true,
  ),
  internal: fact(500, 'Internal error', 'This is a bug. Report it with the request id.'),
} as const satisfies Record<string, ErrorFact>;

/** A code of the error table. */
export type ErrorCode = keyof typeof errorFacts;

/** The body of an error answer, RFC 9457. */
export interface Problem {
  /** `/docs/errors#{code}` */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  /** What happened and what to do. */
  readonly detail: string;
  /** The field at fault, e.g. `records[3].cpu_percent`. */
  readonly path?: string;
  readonly request_id: string;
}
