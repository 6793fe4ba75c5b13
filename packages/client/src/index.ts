export type { ClientErrorFacts } from './client-error.ts';
export { ClientError } from './client-error.ts';
export type { Client, RouteCall } from './create-client.ts';
export { createClient } from './create-client.ts';
export type { BatchAnswer, IngestBodyOptions, IngestOptions, RejectedRecord } from './ingest.ts';
export type { List, Page, Row } from './list.ts';
export { findListed } from './list-path.ts';
export type { RetryLimits } from './retry.ts';
export type { Call, Query, QueryValue, TransportOptions } from './transport.ts';
