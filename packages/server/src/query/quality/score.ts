import type { FindingKind } from '@homepot/catalogue';
import type { Finding } from './finding.ts';

/** What a kind of failure can cost, of 100 points together. */
const weights: Readonly<Partial<Record<FindingKind, number>>> = {
  too_few_rows: 20,
  short_span: 15,
  gap: 15,
  null: 10,
  impossible_value: 15,
  duplicate: 10,
  unknown_reference: 5,
  state_machine: 10,
};
const warningCost = 1;
const warningsCostMax = 5;
/** A failure costs at least this share of its weight: one bad row is a fault as well. */
const leastShare = 0.2;
/** A tenth of the rows being bad costs the whole weight. */
const wholeAtShare = 0.1;

/** How much of the weight a finding costs, 0 to 1. */
function costOf(finding: Finding, rowsOf: ReadonlyMap<string, number>): number {
  // Too little is too little, whatever there is.
  if (finding.kind === 'too_few_rows' || finding.kind === 'short_span') return 1 / 3;
  const share = finding.count / Math.max(1, rowsOf.get(finding.table) ?? 0);
  return Math.min(1, Math.max(leastShare, share / wholeAtShare));
}

/**
 * 0 to 100. Each kind of failure has a weight; its findings together cost up to that weight, by the
 * share of rows that are bad. A warning costs one point, five at most.
 */
export function scoreOf(findings: readonly Finding[], rowsOf: ReadonlyMap<string, number>): number {
  const failures = findings.filter(({ severity }) => severity === 'failure');
  let cost = Math.min(warningsCostMax, (findings.length - failures.length) * warningCost);
  for (const [kind, ofKind] of Map.groupBy(failures, (finding) => finding.kind)) {
    const share = ofKind.reduce((sum, finding) => sum + costOf(finding, rowsOf), 0);
    cost += (weights[kind] ?? 0) * Math.min(1, share);
  }
  return Math.max(0, Math.round(100 - cost));
}
