const minuteMs = 60_000;
const stepsMs = [
  1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 10_080, 20_160, 43_200,
].map((minutes) => minutes * minuteMs);

/** Round instants of a range, at most `countMax` of them, not at its very edges. */
export function timeTicks(fromMs: number, toMs: number, countMax: number): readonly number[] {
  const length = toMs - fromMs;
  const step = stepsMs.find((each) => length / each <= countMax) ?? length;
  const ticks: number[] = [];
  for (let at = Math.ceil(fromMs / step) * step; at <= toMs; at += step) {
    if (at - fromMs > length * 0.03 && toMs - at > length * 0.03) ticks.push(at);
  }
  return ticks;
}
