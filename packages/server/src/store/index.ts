export { parseInet } from './copy/inet-bytes.ts';
export { createRowWriter } from './copy/row-writer.ts';
export type { TupleReader } from './copy/tuple-reader.ts';
export { createTupleReader } from './copy/tuple-reader.ts';
export type { TupleWriter } from './copy/tuple-writer.ts';
export { createTupleWriter } from './copy/tuple-writer.ts';
export type { Database, Transaction } from './database.ts';
export { createDatabase } from './database.ts';
export {
  classifyDatabaseError,
  isCancelled,
  isPartitionMissing,
  sqlState,
} from './database-error.ts';
export { createEmbeddedPostgres } from './embedded/embedded-postgres.ts';
export { findRunningCluster } from './embedded/running-cluster.ts';
export { readFlavour } from './flavours/flavours.ts';
export { applyLayout, readLayoutGaps } from './flavours/layout/apply-layout.ts';
export type { PartitionKeeper, StoredPartition } from './flavours/partitions/partition-keeper.ts';
export { createPartitionKeeper } from './flavours/partitions/partition-keeper.ts';
export type { Listener, ListenerOptions } from './listener.ts';
export { createListener } from './listener.ts';
export { migrate, readKnownVersion, readSchemaVersion } from './migrate.ts';
export { partitionRange } from './partition-range.ts';
export type { Partitions } from './partitions.ts';
export { createPartitions } from './partitions.ts';
export { quoteIdentifier } from './quote-identifier.ts';
export { removeRows } from './remove-rows.ts';
export { requireServer } from './require-server.ts';
export { readSchemaDrift } from './schema/schema-drift.ts';
export type { ReadSchema, Snapshot, SnapshotSettings } from './snapshot.ts';
export { readOtherServers } from './transfer/other-servers.ts';
export { readArchivedFiles } from './transfer/read-archived-files.ts';
export { readCheckpoints } from './transfer/read-checkpoints.ts';
export { TransferError } from './transfer/transfer-error.ts';
export type { TransferSource } from './transfer/transfer-source.ts';
export { openTransferSource } from './transfer/transfer-source.ts';
export type { TransferTable } from './transfer/transfer-table.ts';
export { tableName } from './transfer/transfer-table.ts';
export type { TransferTarget } from './transfer/transfer-target.ts';
export { openTransferTarget } from './transfer/transfer-target.ts';
export type { TableDigest, TupleDigest } from './transfer/tuple-digest.ts';
export { createTupleDigest } from './transfer/tuple-digest.ts';
export type { WorkQueue } from './work-queue/work-queue.ts';
export { createWorkQueue } from './work-queue/work-queue.ts';
