import type { ContentSummary } from '../content/content-summary.ts';

/** Bytes of a file that belong together: a row group, or the description at its end. */
export interface FileSection {
  /** 0 for the description. */
  readonly rows: number;
  readonly start: number;
  readonly end: number;
  /** Hexadecimal digits. */
  readonly sha256: string;
  /** The span of its rows, microseconds since 1970 as text. */
  readonly oldest: string | null;
  readonly newest: string | null;
}

/** A column of an archived file, as the data dictionary has it. */
export interface ManifestColumn {
  readonly name: string;
  /** In PostgreSQL. */
  readonly type: string;
  readonly nullable: boolean;
  readonly privacy: string;
  readonly description: string;
}

/**
 * What is known of an archived file. It stands beside the file and in the database. Names are those of the JSON.
 */
export interface Manifest extends ContentSummary {
  readonly format: 'homepot-archive';
  readonly format_version: 1;
  readonly table: string;
  readonly partition: string;
  /** The range that the file stands for, ISO 8601; `until` is exclusive. */
  readonly from: string;
  readonly until: string;
  /** Version of the database's schema. */
  readonly schema_version: number;
  readonly written_at: string;
  readonly written_by: string;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Rows by where they came from. */
  readonly provenance: Readonly<Record<string, number>>;
  readonly columns: readonly ManifestColumn[];
  /** All bytes of the file, without a gap. */
  readonly sections: readonly FileSection[];
  readonly hash_definition: string;
  /** The same summary asked of DuckDB, FILE being the path of the file. */
  readonly duckdb: string;
}
