import type { Column } from '@homepot/catalogue';
import type { TupleWriter } from '../../store/index.ts';
import type { EncodeContext } from './encode-context.ts';
import type { Fault } from './fault.ts';

/** Checks one value that is there and writes it; a fault when it may not be stored. */
export type ColumnEncoder = (
  writer: TupleWriter,
  value: unknown,
  context: EncodeContext,
) => Fault | undefined;

/** Makes the encoder of a column from what the catalogue says of it. */
export type CreateColumnEncoder = (name: string, column: Column) => ColumnEncoder;
