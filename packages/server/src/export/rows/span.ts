/** A time, milliseconds since 1970, the end not included. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The spans that share something with a time, cut to it, in order. */
export const within = (spans: readonly Span[], { fromMs, untilMs }: Span): readonly Span[] =>
  spans
    .filter((span) => span.fromMs < untilMs && span.untilMs > fromMs)
    .map((span) => ({
      fromMs: Math.max(span.fromMs, fromMs),
      untilMs: Math.min(span.untilMs, untilMs),
    }))
    .toSorted((a, b) => a.fromMs - b.fromMs);
