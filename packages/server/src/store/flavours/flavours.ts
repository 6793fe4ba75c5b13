import type { Database } from '../database.ts';

/** What a PostgreSQL with an extension can do beyond the plain one. */
export interface Flavour {
  readonly name: 'plain' | 'timescaledb' | 'citus';
  /** The extension that makes it. */
  readonly extension: string | undefined;
  /** Tables may be hypertables, whose partitions the extension makes. */
  readonly hypertables: boolean;
  /** Old partitions may be compressed in place. */
  readonly compression: boolean;
  /** Tables may be spread over several machines. */
  readonly distribution: boolean;
  /** DETACH PARTITION CONCURRENTLY works. */
  readonly detachConcurrently: boolean;
  readonly description: string;
}

/** Every flavour, once; the plain one is always enough. The first whose extension is there holds. */
const flavours: readonly Flavour[] = [
  {
    name: 'citus',
    extension: 'citus',
    hypertables: false,
    compression: true,
    distribution: true,
    detachConcurrently: false,
    description: 'Citus: telemetry and rollups are spread over several machines.',
  },
  {
    name: 'timescaledb',
    extension: 'timescaledb',
    hypertables: true,
    compression: true,
    distribution: false,
    detachConcurrently: true,
    description: 'TimescaleDB: telemetry lies in hypertables, compressed when old.',
  },
  {
    name: 'plain',
    extension: undefined,
    hypertables: false,
    compression: false,
    distribution: false,
    detachConcurrently: true,
    description: 'Plain PostgreSQL: all that HOMEPOT needs.',
  },
];

/** The flavour of a database with these extensions. */
export function findFlavour(extensions: readonly string[]): Flavour {
  const found = flavours.find(
    ({ extension }) => extension === undefined || extensions.includes(extension),
  );
  if (found === undefined) throw new Error('the plain flavour is missing');
  return found;
}

/** The flavour of a database, by the extensions that are made in it. */
export async function readFlavour(database: Pick<Database, 'query'>): Promise<Flavour> {
  const rows = await database.query<{ name: string }>('SELECT extname AS name FROM pg_extension');
  return findFlavour(rows.map((row) => row.name));
}
