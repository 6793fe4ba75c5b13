export { parseInet } from './copy/inet-bytes.ts';
export { createRowWriter } from './copy/row-writer.ts';
export type { TupleReader } from './copy/tuple-reader.ts';
export { createTupleReader } from './copy/tuple-reader.ts';
export type { TupleWriter } from './copy/tuple-writer.ts';
export { createTupleWriter } from './copy/tuple-writer.ts';
export type { Database, ReadSchema, Transaction } from './database.ts';
export { createDatabase } from './database.ts';
export {
  classifyDatabaseError,
  isCancelled,
  isPartitionMissing,
  sqlState,
} from './database-error.ts';
export { createEmbeddedPostgres } from './embedded/embedded-postgres.ts';
export { readFlavour } from './flavours.ts';
export type { Listener, ListenerOptions } from './listener.ts';
export { createListener } from './listener.ts';
export { migrate, readSchemaVersion } from './migrate.ts';
export type { Partitions } from './partitions.ts';
export { createPartitions } from './partitions.ts';
export { quoteIdentifier } from './quote-identifier.ts';
export { removeRows } from './remove-rows.ts';
export { requireServer } from './require-server.ts';
export { readSchemaDrift } from './schema/schema-drift.ts';
export type { WorkQueue } from './work-queue/work-queue.ts';
export { createWorkQueue } from './work-queue/work-queue.ts';
