import type { ColumnType } from '@homepot/catalogue';
import type { ExportValue } from '../privacy/create-treatment.ts';

/** Values in the order of the columns. */
export type ExportRow = readonly ExportValue[];

/** A column of a file. */
export interface FileColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly precision?: readonly [number, number];
}

/** Turns rows into the bytes of a file. */
export interface RowEncoder {
  append(rows: readonly ExportRow[]): Promise<void>;
  finish(): Promise<void>;
}

export interface RowEncoderOptions {
  readonly columns: readonly FileColumn[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly write: (bytes: Uint8Array) => Promise<void>;
}
