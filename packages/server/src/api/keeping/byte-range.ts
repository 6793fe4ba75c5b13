/** A part of a file that a caller asks for, the end not included. */
export interface AskedRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads the header `Range` for a file of so many bytes: `bytes=0-99`, `bytes=100-`, `bytes=-100`.
 * Undefined where the whole is wanted, also where several parts or another unit are asked for, which may
 * be answered so; `unsatisfiable` where nothing of the file lies in it.
 */
export function readByteRange(
  header: string | undefined,
  bytes: number,
): AskedRange | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') {
    const length = Math.min(Number(last), bytes);
    return length === 0 ? 'unsatisfiable' : { start: bytes - length, end: bytes };
  }
  const start = Number(first);
  if (start >= bytes) return 'unsatisfiable';
  if (last !== '' && Number(last) < start) return undefined;
  return { start, end: last === '' ? bytes : Math.min(Number(last) + 1, bytes) };
}
