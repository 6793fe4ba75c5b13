import type { ColumnType } from '@homepot/catalogue';
import type { FileJob } from './reading-job.ts';

/** Turns the rows of a file into tuples of these columns, in this order. */
export interface RestoringJob {
  readonly file: FileJob;
  readonly columns: readonly { readonly name: string; readonly type: ColumnType }[];
}
