import type { Static } from 'typebox';
import { Type } from 'typebox';

const instant = Type.String({ maxLength: 40, pattern: '^\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z$' });
const count = Type.Integer({ minimum: 0 });

/** What a window says about one metric. */
const metricFigures = Type.Object(
  {
    /** Values that stand behind the numbers. */
    samples: count,
    /** How many independent values these are worth. */
    effective: Type.Optional(Type.Number()),
    mean: Type.Number(),
    /** The mean with the outer tenth on each side drawn in. */
    level: Type.Optional(Type.Number()),
    p95: Type.Number(),
    /** Standard deviation. */
    sd: Type.Number(),
    /** Median distance from the median. */
    mad: Type.Optional(Type.Number()),
  },
  { additionalProperties: false },
);

/**
 * `performance_before` and `performance_after` of a change of configuration: when it is entered, the
 * times of the window alone; once that was measured, all of it. Metrics are named as in
 * `device_metrics`, with `response_time_ms`, `transactions_per_minute`, `unhealthy_share` and
 * `silent_share`; one that nothing was measured of is absent.
 */
export const performanceWindow = Type.Object(
  {
    from: instant,
    to: instant,
    /** Reports that came. */
    reports: Type.Optional(count),
    /** Rows of `device_metrics`. */
    samples: Type.Optional(count),
    metrics: Type.Optional(
      Type.Record(Type.String({ pattern: '^[a-z0-9_]{1,50}$' }), metricFigures),
    ),
  },
  { additionalProperties: false },
);
export type PerformanceWindow = Static<typeof performanceWindow>;
