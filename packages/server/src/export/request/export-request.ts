import type {
  ExportFormat,
  ExportTreatment,
  Provenance,
  PseudonymMode,
  TimePrecision,
} from '@homepot/catalogue';

/** How rows are told apart into parts. */
export interface SplitRequest {
  readonly by: 'time' | 'device' | 'site';
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  readonly seed: string;
}

/** What was asked for, with everything that was left out filled in; kept in `exports.request`. */
export interface ExportRequest {
  readonly tables: readonly string[];
  /** The range of `timestamp`: ISO 8601, the end not included. */
  readonly from: string;
  readonly to: string;
  readonly sites?: readonly string[];
  readonly devices?: readonly string[];
  /** The columns that are written, in their order, by table. */
  readonly columns: Readonly<Record<string, readonly string[]>>;
  /** What is made of each of them. */
  readonly treatments: Readonly<Record<string, Readonly<Record<string, ExportTreatment>>>>;
  readonly format: ExportFormat;
  readonly provenance: readonly Provenance[];
  readonly pseudonyms: PseudonymMode;
  readonly time_precision: TimePrecision;
  readonly quasi_identifiers: Readonly<Record<string, readonly string[]>>;
  readonly k: number;
  readonly split?: SplitRequest;
  readonly features: boolean;
  readonly since?: string;
}
