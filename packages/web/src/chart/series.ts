/** One line of a chart. All lines of a chart have a value, or null, at each of its instants. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
  /** Drawn in the accent unless given. */
  readonly tone?: 'accent' | 'ok' | 'warn' | 'bad' | 'off' | 'maint' | undefined;
  /** Least and greatest around each value, drawn as a band. */
  readonly band?: readonly [
    least: readonly (number | null)[],
    greatest: readonly (number | null)[],
  ];
  /** Drawn dashed: what was expected, or the period before. */
  readonly isDashed?: boolean;
}

/** What a chart shows. */
export interface ChartData {
  /** Milliseconds since 1970, ascending. */
  readonly timesMs: readonly number[];
  readonly series: readonly Series[];
}

/** Something that happened, drawn into a chart: a change, a job, opening hours. */
export interface Annotation {
  readonly fromMs: number;
  /** A span; a line where absent. */
  readonly toMs?: number;
  readonly label: string;
  readonly tone?: 'accent' | 'ok' | 'warn' | 'bad' | 'off' | 'maint';
}

/** A line to be made from rows. */
interface Line<Row> extends Omit<Series, 'values' | 'band'> {
  readonly value: (row: Row) => number | null | undefined;
  readonly least?: (row: Row) => number | null | undefined;
  readonly greatest?: (row: Row) => number | null | undefined;
}

/** A pause of more buckets than this is a hole in a line. */
const bucketsJoined = 3;

/** Rows with nothing between those that are too far from each other. */
function withHoles<Row>(
  rows: readonly Row[],
  timeMs: (row: Row) => number,
  bucketMs: number,
): readonly (readonly [ms: number, row: Row | undefined])[] {
  return rows.flatMap((row, at) => {
    const ms = timeMs(row);
    const next = rows[at + 1];
    const isHole = next !== undefined && timeMs(next) - ms > bucketsJoined * bucketMs;
    return isHole
      ? ([
          [ms, row],
          [ms + bucketMs, undefined],
        ] as const)
      : ([[ms, row]] as const);
  });
}

/**
 * Puts the rows of a metric's `series` into columns:
 * `toChart(series, (row) => Date.parse(row.bucket), [{ name: 'p95', value: (row) => row.p95_response_time_ms }], bucketMs.minute)`.
 * Given the length of a bucket, a long pause is a hole; metrics leave out buckets without rows.
 */
export function toChart<Row>(
  rows: readonly Row[],
  timeMs: (row: Row) => number,
  lines: readonly Line<Row>[],
  bucketMs: number = Number.POSITIVE_INFINITY,
): ChartData {
  const places = withHoles(rows, timeMs, bucketMs);
  const column = (read: (row: Row) => number | null | undefined) =>
    places.map(([, row]) => (row === undefined ? null : (read(row) ?? null)));
  return {
    timesMs: places.map(([ms]) => ms),
    series: lines.map(({ value, least, greatest, ...line }) => ({
      ...line,
      values: column(value),
      ...(least === undefined || greatest === undefined
        ? {}
        : { band: [column(least), column(greatest)] as const }),
    })),
  };
}
