import type { Column } from './column.ts';
import { bigint, timestamptz, varchar } from './column.ts';

/** The provenances that a credential may give its rows. */
export const credentialProvenances = ['real', 'controlled', 'simulated'] as const;
export type CredentialProvenance = (typeof credentialProvenances)[number];

/** Where a row came from: what the credential that sent it says, or the sample data. */
export const provenances = [...credentialProvenances, 'sample'] as const;
export type Provenance = (typeof provenances)[number];

/**
 * Whether it was proven who sent a row: `trusted` by a credential that is kept secret; `browser` by
 * a key that stands in a public page, so by nobody; `anonymous` by no credential at all.
 */
const trusts = ['trusted', 'browser', 'anonymous'] as const;
export type Trust = (typeof trusts)[number];

/** telemetry arrives through the spool; ledger rows are written with the change they describe;
 * inventory is created, updated and deleted by people; system keeps the house itself. */
export const tableKinds = ['telemetry', 'ledger', 'inventory', 'system'] as const;
export type TableKind = (typeof tableKinds)[number];

/** The length of one partition. */
export type PartitionWidth = 'day' | 'week' | 'month';

/** A filter of the list endpoint that is not simply equality on a column. */
export type SpecialFilter =
  | 'site_id'
  | 'status_class'
  | 'min_duration_ms'
  | 'labels'
  | 'search'
  | 'context'
  | 'tool_context'
  | 'parameters';

/** An index that is there only where an extension could be made. */
interface ExtensionIndex {
  readonly extension: string;
  /** As in `indexes`. */
  readonly index: string;
}

export type Columns = Readonly<Record<string, Column>>;

/** One table, declared once. */
export interface Table<C extends Columns = Columns> {
  readonly name: string;
  readonly kind: TableKind;
  readonly description: string;
  readonly columns: C;
  readonly primaryKey: readonly string[];
  /** Further indexes: the expression list as PostgreSQL prints it, e.g. `(device_id, "timestamp")`; one that is unique among some rows begins with `UNIQUE`. */
  readonly indexes: readonly string[];
  /** Indexes that make something fast, and without which it still works. */
  readonly extensionIndexes?: readonly ExtensionIndex[];
  readonly unique: readonly (readonly string[])[];
  /** The instant that lists are ordered and cut by. */
  readonly timeColumn?: string;
  readonly partition?: PartitionWidth;
  /** Days that rows are kept unless a policy says otherwise. */
  readonly retentionDays?: number;
  /** Last part of `/api/v1/analytics/{listPath}`. */
  readonly listPath?: string;
  readonly specialFilters: readonly SpecialFilter[];
  /** Whether a device may send rows of this table about itself. */
  readonly deviceMaySend: boolean;
}

interface Declaration<C extends Columns> {
  readonly name: string;
  readonly description: string;
  readonly columns: C;
  readonly indexes?: readonly string[];
  readonly extensionIndexes?: readonly ExtensionIndex[];
  readonly unique?: readonly (readonly string[])[];
  readonly retentionDays?: number;
  readonly listPath?: string;
  readonly specialFilters?: readonly SpecialFilter[];
}

const provenance = varchar(10, 'Where the row came from: as its credential says, or a sample.', {
  origin: 'server',
  values: provenances,
  filter: true,
});

/** The column of tables into which pages may send that anybody can read the key of. */
export const trust = varchar(
  10,
  'Whether it was proven who sent the row: `trusted` by a secret credential, `browser` by a key that stands in a public page, `anonymous` by none. What rows of the latter two say is hearsay.',
  {
    origin: 'server',
    values: trusts,
    filter: true,
    default: "'trusted'::character varying",
  },
);

const identity = bigint('Unique number of the row.', { origin: 'server', identity: true });

/** The columns that every telemetry table has besides its own. */
export const telemetryColumns = {
  id: identity,
  timestamp: timestamptz(
    'When it happened, at the source. The time of arrival where the sender gives none.',
  ),
  received_at: timestamptz('When the server accepted it.', { origin: 'server' }),
  provenance,
} as const;

/** Declares a telemetry table: append-only, partitioned by `timestamp`, filled through the spool. */
export function defineTelemetry<const C extends Columns>(
  declaration: Declaration<C> & {
    readonly partition: PartitionWidth;
    readonly retentionDays: number;
    readonly listPath: string;
    readonly deviceMaySend?: boolean;
  },
): Table<typeof telemetryColumns & C> {
  return {
    indexes: [],
    unique: [],
    specialFilters: [],
    deviceMaySend: false,
    ...declaration,
    kind: 'telemetry',
    timeColumn: 'timestamp',
    primaryKey: ['timestamp', 'id'],
    columns: { ...telemetryColumns, ...declaration.columns },
  };
}

/** Declares a ledger table: written in the transaction of the change that it describes. */
export function defineLedger<const C extends Columns>(
  declaration: Declaration<C> & { readonly timeColumn: string; readonly retentionDays: number },
): Table<{ id: typeof identity; provenance: typeof provenance } & C> {
  return {
    indexes: [],
    unique: [],
    specialFilters: [],
    deviceMaySend: false,
    ...declaration,
    kind: 'ledger',
    primaryKey: ['id'],
    columns: { id: identity, provenance, ...declaration.columns },
  };
}

/** Declares an inventory table with a numeric key of its own. */
export function defineInventory<const C extends Columns>(
  declaration: Declaration<C>,
): Table<{ id: typeof identity } & C> {
  return {
    indexes: [],
    unique: [],
    specialFilters: [],
    deviceMaySend: false,
    ...declaration,
    kind: 'inventory',
    primaryKey: ['id'],
    columns: { id: identity, ...declaration.columns },
  };
}

/** Declares a table that the house keeps for itself, with the key it names. */
export function defineSystem<const C extends Columns>(
  declaration: Declaration<C> & {
    readonly primaryKey: readonly (keyof C & string)[];
    readonly timeColumn?: string;
  },
): Table<C> {
  return {
    indexes: [],
    unique: [],
    specialFilters: [],
    deviceMaySend: false,
    ...declaration,
    kind: 'system',
  };
}
