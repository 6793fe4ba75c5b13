import { formatNumber } from './numbers.ts';

type Known = number | null | undefined;

/** A change smaller than this, in percent or points, is none. */
const leastTold = 0.05;
/** From here on, in percent, a share says less than a factor. */
const factorFrom = 400;

/**
 * How much a number differs from the one before: `+12 % on before`, `−0.4 pt on before`, `7 times before`. Empty
 * where there is nothing to compare.
 */
export function changeInWords(now: Known, before: Known, as: 'share' | 'points' = 'share'): string {
  if (now === null || now === undefined || before === null || before === undefined) return '';
  if (as === 'share' && before === 0) return now === 0 ? '' : 'none before';
  const change = as === 'points' ? now - before : ((now - before) / before) * 100;
  if (Math.abs(change) < leastTold) return 'as before';
  if (as === 'share' && change > factorFrom)
    return `${formatNumber(Math.round(now / before))} times before`;
  const size = Math.abs(change);
  const shown = size >= 10 ? Math.round(size) : Number(size.toPrecision(2));
  return `${change > 0 ? '+' : '−'}${formatNumber(shown)} ${as === 'points' ? 'pt' : '%'} on before`;
}
