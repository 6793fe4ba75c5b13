import type { Json } from '@homepot/catalogue';
import { featureColumns } from '../features/feature-columns.ts';
import type { DoneStep } from '../keep/export-steps.ts';
import type { StoredFile } from '../keep/read-exports.ts';
import type { StoredExport } from '../keep/stored-export.ts';
import { planTable } from '../request/plan-table.ts';
import { boundariesOf } from '../split/time-boundaries.ts';

/** What is written into `manifest.json`, and the dataset card is made of. */
export interface Manifest {
  readonly manifest_version: 1;
  readonly export_id: string;
  readonly engine: string;
  readonly created_at: string;
  readonly range: { readonly from: string; readonly to: string };
  readonly complete_until: string;
  readonly since: string | null;
  readonly received_after: string | null;
  readonly format: string;
  /** Files of the archive that rows came from; features are made of rows in the database alone. */
  readonly archived: readonly { readonly [key: string]: Json }[];
  readonly provenance: readonly string[];
  readonly pseudonyms: {
    readonly mode: string;
    readonly algorithm: string;
    readonly joins: string;
  };
  readonly time_precision: string;
  readonly k_anonymity: {
    readonly k: number;
    readonly quasi_identifiers: Readonly<Record<string, readonly string[]>>;
    readonly suppressed_rows: number;
  };
  readonly split: Json;
  readonly features: Json;
  readonly quality: Json;
  readonly schema: Readonly<Record<string, readonly { readonly [key: string]: Json }[]>>;
  readonly rows: number;
  readonly bytes: number;
  readonly files: readonly { readonly [key: string]: Json }[];
}

export interface ManifestParts {
  readonly stored: StoredExport;
  readonly version: string;
  readonly files: readonly StoredFile[];
  readonly quality: Json;
  readonly features: readonly DoneStep[];
  readonly archived: Manifest['archived'];
}

function schemaOf({ stored }: ManifestParts): Manifest['schema'] {
  const { request } = stored;
  const ofTables = request.tables.map((name) => {
    const columns = planTable(request, name).columns.map((column) => ({
      name: column.name,
      type: column.type,
      nullable: column.nullable,
      made_of: column.source,
      treatment: column.isSite === true ? 'site of the device' : column.treatment,
      description: column.description,
    }));
    return [name, columns] as const;
  });
  const features = featureColumns.map(({ name, type, nullable, description }) => ({
    name,
    type,
    nullable,
    role: name.startsWith('label_') ? 'label' : 'feature',
    description,
  }));
  return Object.fromEntries([...ofTables, ...(request.features ? [['features', features]] : [])]);
}

function splitOf({ stored }: ManifestParts): Json {
  const { split, ...range } = stored.request;
  if (split === undefined) return null;
  const parts = split.by === 'time' ? (boundariesOf(split, range) ?? []) : [];
  return {
    ...split,
    boundaries: parts.map(({ split: name, fromMs, untilMs }) => ({
      split: name,
      from: new Date(fromMs).toISOString(),
      until: new Date(untilMs).toISOString(),
    })),
  };
}

function featuresOf({ stored, features }: ManifestParts): Json {
  if (!stored.request.features) return null;
  const sum = (key: string) =>
    features.reduce((total, { result }) => {
      const value = (result as Readonly<Record<string, Json>>)[key];
      return total + (typeof value === 'number' ? value : 0);
    }, 0);
  return {
    rows: sum('rows'),
    embargoed_hours: sum('embargoed_hours'),
    rule: 'Only rows that happened before as_of and had arrived by as_of.',
  };
}

/** Makes the manifest of an export whose files are all there. */
export function createManifest(parts: ManifestParts): Manifest {
  const { stored, version, files } = parts;
  const { request } = stored;
  const isStable = stored.pseudonyms === 'stable';
  return {
    manifest_version: 1,
    export_id: stored.export_id,
    engine: `HOMEPOT ${version}`,
    created_at: stored.created_at,
    range: { from: request.from, to: request.to },
    complete_until: stored.complete_until,
    since: stored.since,
    received_after: stored.received_after,
    format: request.format,
    archived: parts.archived,
    provenance: request.provenance,
    pseudonyms: {
      mode: stored.pseudonyms,
      algorithm: 'HMAC-SHA256, the first 96 bits',
      joins: isStable
        ? 'A person has the same pseudonym in every export with stable pseudonyms of this house.'
        : 'The key was thrown away: no other data set has these pseudonyms.',
    },
    time_precision: request.time_precision,
    k_anonymity: {
      k: request.k,
      quasi_identifiers: request.quasi_identifiers,
      suppressed_rows: stored.suppressed_rows,
    },
    split: splitOf(parts),
    features: featuresOf(parts),
    quality: parts.quality,
    schema: schemaOf(parts),
    rows: stored.rows,
    bytes: stored.bytes,
    files: files.map(({ name, table, split, rows, bytes, sha256 }) => ({
      name,
      table,
      split,
      rows,
      bytes,
      sha256,
    })),
  };
}
