import type { ParquetColumn } from '../../parquet/parquet-column.ts';
import type { ContentSummary } from '../content/content-summary.ts';
import type { FileSection } from '../parts/manifest.ts';

/**
 * What the writing thread does: it asks for `next` chunks of a binary COPY until there is none, and gives
 * away the `bytes` of the file.
 */
export interface WritingJob {
  readonly columns: readonly ParquetColumn[];
  readonly timeColumn: string;
  readonly createdBy: string;
  /** Goes into the description of the file, with what the rows come to. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface WritingResult {
  readonly bytes: number;
  readonly summary: ContentSummary;
  readonly provenance: Readonly<Record<string, number>>;
  readonly sections: readonly FileSection[];
}
