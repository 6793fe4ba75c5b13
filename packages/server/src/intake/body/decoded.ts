import type { Fault } from '../record/fault.ts';

/** The records of a batch, one object each or one array a column. */
export type Records =
  | { readonly kind: 'rows'; readonly rows: readonly unknown[] }
  | {
      readonly kind: 'columns';
      readonly columns: Readonly<Record<string, readonly unknown[]>>;
    };

/** A batch as it was read, before anything is known about its table. */
export interface Decoded {
  readonly records: Records;
  readonly count: number;
  /** Whether it was one object and not a list. */
  readonly isSingle: boolean;
  /** Whether a text may hold NUL or a lone surrogate. */
  readonly checksText: boolean;
  /** Records that are bad before they are looked at: lines that are no JSON, keys given twice. */
  readonly faults: ReadonlyMap<number, Fault>;
  /** The id that the body gave, still to be checked. */
  readonly batchId: unknown;
}

export const noFaults: ReadonlyMap<number, Fault> = new Map();
