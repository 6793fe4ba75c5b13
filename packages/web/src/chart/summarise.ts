import type { ChartData } from './series.ts';

/** What a chart says of a line, for a sentence. */
interface LineFacts {
  readonly last: number;
  readonly lastMs: number;
  readonly least: number;
  readonly leastMs: number;
  readonly greatest: number;
  readonly greatestMs: number;
}

/** The last, the least and the greatest value of a line; undefined where it has none. */
function factsOf({ timesMs, series }: ChartData, line = 0): LineFacts | undefined {
  let facts: LineFacts | undefined;
  series[line]?.values.forEach((value, at) => {
    const ms = timesMs[at];
    if (value === null || ms === undefined) return;
    const before = facts ?? {
      last: value,
      lastMs: ms,
      least: value,
      leastMs: ms,
      greatest: value,
      greatestMs: ms,
    };
    facts = {
      last: value,
      lastMs: ms,
      ...(value < before.least
        ? { least: value, leastMs: ms }
        : { least: before.least, leastMs: before.leastMs }),
      ...(value > before.greatest
        ? { greatest: value, greatestMs: ms }
        : { greatest: before.greatest, greatestMs: before.greatestMs }),
    };
  });
  return facts;
}

/** `now 41 ms, high 118 ms at 13:12, low 20 ms at 09:00`; what is said of a chart unless it says more itself. */
export function summarise(
  data: ChartData,
  write: { readonly value: (value: number) => string; readonly time: (ms: number) => string },
): string {
  const facts = factsOf(data);
  if (facts === undefined) return 'No values in this range.';
  const { last, least, leastMs, greatest, greatestMs } = facts;
  if (least === greatest) return `${write.value(last)} all the time`;
  return `now ${write.value(last)}, high ${write.value(greatest)} at ${write.time(greatestMs)}, low ${write.value(least)} at ${write.time(leastMs)}`;
}
