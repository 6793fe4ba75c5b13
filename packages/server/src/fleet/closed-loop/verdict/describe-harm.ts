import type { Verdict } from './compare-windows.ts';

const short = (value: number): string => String(Number(value.toPrecision(3)));

/** Says in a sentence what got worse, for people. */
export function describeHarm({ metrics, peers, devices }: Verdict, worse: number): string {
  const parts = metrics
    .filter(({ judged }) => judged === 'worse')
    .map(({ name, before, after }) => `${name} went from ${short(before)} to ${short(after)}`);
  if (parts.length === 0) return `${worse} of the devices got worse, not the job as a whole`;
  const beside = peers === 0 ? '' : `, and not on ${peers} devices that were left as they were`;
  return `On ${devices} changed devices ${parts.join(', ')}${beside}`;
}
