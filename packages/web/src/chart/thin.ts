import type { ChartData, Series } from './series.ts';

type Values = readonly (number | null)[];

/** The place of the value that is farthest out in a part, by `isFarther`; undefined where there is none. */
function farthest(
  values: Values,
  from: number,
  to: number,
  isFarther: (a: number, b: number) => boolean,
): number | undefined {
  let found: number | undefined;
  for (let at = from; at < to; at += 1) {
    const value = values[at];
    if (value === null || value === undefined) continue;
    const best = found === undefined ? undefined : values[found];
    if (best === undefined || best === null || isFarther(value, best)) found = at;
  }
  return found;
}

const pick = (values: Values, places: readonly number[]): Values =>
  places.map((at) => values[at] ?? null);

const pickSeries = (series: Series, places: readonly number[]): Series => ({
  ...series,
  values: pick(series.values, places),
  ...(series.band === undefined
    ? {}
    : { band: [pick(series.band[0], places), pick(series.band[1], places)] as const }),
});

/**
 * At most two points a pixel: of each pixel the least and the greatest of the first line, in their order, so
 * that no peak is lost. What is thin enough stays as it is.
 */
export function thin(data: ChartData, pixels: number): ChartData {
  const { timesMs, series } = data;
  const count = timesMs.length;
  const slots = Math.max(1, Math.floor(pixels));
  if (count <= slots * 2) return data;
  const first = series[0]?.values ?? [];
  const places = new Set<number>();
  for (let slot = 0; slot < slots; slot += 1) {
    const from = Math.floor((slot * count) / slots);
    const to = Math.floor(((slot + 1) * count) / slots);
    const least = farthest(first, from, to, (a, b) => a < b);
    const greatest = farthest(first, from, to, (a, b) => a > b);
    places.add(least ?? from);
    places.add(greatest ?? from);
  }
  const kept = [...places].sort((a, b) => a - b);
  return {
    timesMs: kept.map((at) => timesMs[at] ?? 0),
    series: series.map((one) => pickSeries(one, kept)),
  };
}
