const least = 0.5;

/** A hill around an hour of the day, of this width in hours. */
function hill(hour: number, top: number, width: number): number {
  const apart = Math.min(Math.abs(hour - top), 24 - Math.abs(hour - top));
  return Math.exp(-((apart / width) ** 2));
}

/**
 * How busy people are at an instant, in milliseconds since 1970 (UTC): about 1 over a day, half of
 * that at night, most before noon and in the afternoon, less at a weekend.
 */
export function rhythmAt(atMs: number): number {
  const at = new Date(atMs);
  const hour = at.getUTCHours() + at.getUTCMinutes() / 60;
  const day = least + 0.8 * hill(hour, 10.5, 3.5) + 0.8 * hill(hour, 15.5, 3.5);
  const isWeekend = at.getUTCDay() === 0 || at.getUTCDay() === 6;
  return isWeekend ? least + (day - least) * 0.6 : day;
}
