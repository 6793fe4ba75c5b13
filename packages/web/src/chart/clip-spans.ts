interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The parts of spans that lie in a range, without those that do not touch it. */
export function clipSpans<T extends Span>(
  spans: readonly T[],
  fromMs: number,
  toMs: number,
): readonly T[] {
  return spans
    .filter((span) => span.toMs > fromMs && span.fromMs < toMs)
    .map((span) => ({
      ...span,
      fromMs: Math.max(span.fromMs, fromMs),
      toMs: Math.min(span.toMs, toMs),
    }));
}
