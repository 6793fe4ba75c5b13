const unitMs: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Reads `90s`, `15m`, `6h`, `3d`, `2w`; undefined where it is none. Milliseconds. */
export function readDuration(text: string): number | undefined {
  const [, number, unit] = /^(\d{1,5})([smhdw])$/.exec(text) ?? [];
  if (number === undefined || unit === undefined) return undefined;
  const ms = Number(number) * (unitMs[unit] ?? 0);
  return ms > 0 ? ms : undefined;
}

/** Writes milliseconds in the largest unit that divides them; rounded to seconds. */
export function writeDuration(ms: number): string {
  const whole = Math.max(1_000, Math.round(ms / 1_000) * 1_000);
  const unit = ['d', 'h', 'm'].find((each) => whole % (unitMs[each] ?? 1) === 0) ?? 's';
  return `${whole / (unitMs[unit] ?? 1)}${unit}`;
}
