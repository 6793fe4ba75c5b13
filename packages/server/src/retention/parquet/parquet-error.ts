/** A file that is no Parquet file, or not one as it was written. */
export class ParquetError extends Error {
  override readonly name = 'ParquetError';
}
