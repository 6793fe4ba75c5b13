import type { AnswerOf, FindingKind, readDataQuality } from '@homepot/catalogue';

/** One thing that is wrong with the data. */
export type Finding = AnswerOf<typeof readDataQuality>['findings'][number];

/** A row in which it can be seen. */
export interface Example {
  readonly device_id?: string | null;
  readonly timestamp?: string | null;
  readonly value?: string | number | null;
}

const warnings: ReadonlySet<FindingKind> = new Set(['unusual_rate', 'stale']);

/** Makes a finding; of warnings of other kinds say so. */
export function createFinding(
  about: Pick<Finding, 'kind' | 'what' | 'table' | 'count' | 'message'> &
    Partial<Pick<Finding, 'severity'>>,
  example?: Example,
): Finding {
  const { device_id = null, timestamp = null, value = null } = example ?? {};
  return {
    severity: warnings.has(about.kind) ? 'warning' : 'failure',
    ...about,
    example:
      example === undefined
        ? null
        : { device_id, timestamp, value: value === null ? null : String(value) },
  };
}
