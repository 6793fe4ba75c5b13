/** A value and the instant from which it stands, milliseconds since 1970. */
export interface Step {
  readonly atMs: number;
  readonly value: number;
}

/** A value and for how long it stood. */
export interface Held {
  readonly value: number;
  readonly milliseconds: number;
}

/** From an instant to before another, milliseconds since 1970. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * For how long each value stood within a span: until the next, but no longer than `holdMs`; what is
 * beyond that is a gap and belongs to no value. Steps are in the order of time, and begin `holdMs`
 * before the span, so that what stood at its start is known.
 */
export function holdSteps(
  steps: readonly Step[],
  { fromMs, toMs }: Span,
  holdMs: number,
): readonly Held[] {
  const held: Held[] = [];
  for (const [i, { atMs, value }] of steps.entries()) {
    const nextMs = steps[i + 1]?.atMs ?? Number.POSITIVE_INFINITY;
    const milliseconds = Math.min(nextMs, atMs + holdMs, toMs) - Math.max(atMs, fromMs);
    if (milliseconds > 0) held.push({ value, milliseconds });
  }
  return held;
}
