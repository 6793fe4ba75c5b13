import { spreads } from '@homepot/catalogue';
import type { Flavour } from '../flavours/flavours.ts';
import type { TableShape } from './table-shape.ts';

const keyOfTelemetry = '("timestamp", id)';

/**
 * What the catalogue says of a table, as a flavour changes it: a hypertable is not partitioned by
 * PostgreSQL, and a table that is spread has an index where its key was. A table that was not laid out yet
 * is as it always was.
 */
export function flavouredShape(
  declared: TableShape,
  found: TableShape | undefined,
  { name }: Flavour,
): TableShape {
  if (spreads[declared.name] === undefined || found === undefined) return declared;
  if (name === 'timescaledb' && found.partitionKey === '') return { ...declared, partitionKey: '' };
  if (name !== 'citus' || found.primaryKey !== '') return declared;
  return { ...declared, primaryKey: '', indexes: [...declared.indexes, keyOfTelemetry].sort() };
}
