export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/** `value`, not below `low` and not above `high`. */
export const within = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value));
