import type { TSchema } from 'typebox';

/**
 * Who may call a route. `member` is any signed-in user, `admin` an administrator; `ingest`, `read`
 * and `admin-key` are API keys of that scope; `device` a device by its credential; `anonymous`
 * everybody, with or without a credential. `browser` is a key that stands in a web page: anybody can
 * read it there, so it is let in only where it is named, not even where everybody is. So is `display`, the
 * token of a screen on a wall.
 */
export const callers = [
  'anonymous',
  'member',
  'admin',
  'ingest',
  'read',
  'admin-key',
  'device',
  'browser',
  'display',
] as const;
export type Caller = (typeof callers)[number];

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** The resources that the API is made of; one file of handlers each. */
export type Resource =
  | 'ingest'
  | 'browser'
  | 'otlp'
  | 'analytics'
  | 'metrics'
  | 'rollups'
  | 'sign-in'
  | 'users'
  | 'keys'
  | 'audit'
  | 'sites'
  | 'schedules'
  | 'devices'
  | 'fleet'
  | 'device-credentials'
  | 'enrolment'
  | 'errors'
  | 'exports'
  | 'archive'
  | 'retention'
  | 'device-reports'
  | 'jobs'
  | 'commands'
  | 'config-changes'
  | 'data-quality'
  | 'alerts'
  | 'alert-rules'
  | 'demo'
  | 'health'
  | 'live'
  | 'sessions'
  | 'notifiers'
  | 'tables';

/** One route of the HTTP API: what goes in, what comes out, who may call it. */
export interface Route {
  /** Name of the handler and of the operation in OpenAPI, camelCase. */
  readonly operation: string;
  readonly method: Method;
  /** Path with `{parameters}` in braces. */
  readonly path: string;
  readonly resource: Resource;
  readonly summary: string;
  readonly description?: string;
  readonly callers: readonly Caller[];
  /** Whether everybody on the server's own machine may call it as well. */
  readonly fromThisMachine?: boolean;
  readonly parameters?: TSchema;
  readonly query?: TSchema;
  /** Absent on routes that read the body as a stream (ingest). */
  readonly body?: TSchema;
  readonly response?: TSchema;
  readonly status?: number;
  /** Whether the key may stand in the query as `key`: a page cannot send headers without asking first. */
  readonly keyInQuery?: boolean;
  /** Whether the server's own request log leaves it out: health, metrics and docs. */
  readonly unlogged?: boolean;
  /** Whether it is asked for as a WebSocket; otherwise it answers upgrade_required. */
  readonly socket?: boolean;
  /** Whether its answer has no end: how long it took says nothing, so that nobody measures it. */
  readonly endless?: boolean;
}

/** Who may read telemetry and metrics. */
export const readers: readonly Caller[] = ['admin', 'read', 'admin-key'];
/** Who may change users, keys and settings. */
export const administrators: readonly Caller[] = ['admin', 'admin-key'];
/** Who may send batches of any table. */
export const senders: readonly Caller[] = ['admin', 'ingest', 'admin-key', 'device'];
/** Who may look at the fleet: also members, to whom it is harmless. */
export const fleetReaders: readonly Caller[] = ['member', ...readers];
/** Anyone who is signed in as a person. */
export const people: readonly Caller[] = ['member', 'admin'];
