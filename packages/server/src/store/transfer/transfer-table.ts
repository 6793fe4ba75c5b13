import { quoteIdentifier } from '../quote-identifier.ts';
import { workSchema } from '../work-queue/work-schema.ts';

/** One partition of a table, by time; the bounds as PostgreSQL prints instants in UTC. */
export interface TransferPartition {
  readonly name: string;
  /** The first instant in it, e.g. `2026-11-01 00:00:00+00`. */
  readonly from: string;
  /** The first instant behind it. */
  readonly until: string;
}

/** A table as it goes from one database to another: its rows with those of all its partitions. */
export interface TransferTable {
  /** `house` are the tables of HOMEPOT, `work` those of its work queue. */
  readonly group: 'house' | 'work';
  readonly name: string;
  /** Those that are stored; generated ones are made anew. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly partitions: readonly TransferPartition[];
  /** The table that it was a partition of until it was detached, to be archived and dropped. */
  readonly detachedFrom?: string;
}

/** The table's name in SQL. */
export function tableName({ group, name }: Pick<TransferTable, 'group' | 'name'>): string {
  return group === 'work' ? `${workSchema}.${quoteIdentifier(name)}` : quoteIdentifier(name);
}

const columnList = ({ columns }: TransferTable): string =>
  columns.map(({ name }) => quoteIdentifier(name)).join(', ');

/** The statement that reads all rows. A table with partitions can only be copied as a query. */
export const copyOutStatement = (table: TransferTable): string =>
  `COPY (SELECT ${columnList(table)} FROM ${tableName(table)}) TO STDOUT (FORMAT binary)`;

/** The statement that stores rows; each finds its partition. */
export const copyInStatement = (table: TransferTable): string =>
  `COPY ${tableName(table)} (${columnList(table)}) FROM STDIN (FORMAT binary)`;
