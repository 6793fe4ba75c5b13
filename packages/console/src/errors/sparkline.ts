const steps = '▁▂▃▄▅▆▇█';

/** A series of counts as one line of bars; an empty step is a blank. */
export function sparkline(series: readonly number[]): string {
  const most = Math.max(...series, 1);
  return series
    .map((count) => (count === 0 ? ' ' : steps[Math.ceil((count / most) * steps.length) - 1]))
    .join('');
}
