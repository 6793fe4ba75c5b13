import type { AnswerOf, readDevicePerformance as contract } from '@homepot/catalogue';
import type { HeldMeasurement } from '../../../drain/index.ts';
import type { MeasuredPiece } from './measured-pieces.ts';
import { toldMeasurements } from './measured-pieces.ts';

type Told = AnswerOf<typeof contract>['total'];

function sumHeld(held: readonly HeldMeasurement[]): Told['cpu_percent'] {
  const known = held.filter(({ seconds }) => seconds > 0);
  const seconds = known.reduce((sum, each) => sum + each.seconds, 0);
  const weighted = known.reduce((sum, each) => sum + (each.mean ?? 0) * each.seconds, 0);
  const [only, ...others] = known;
  if (only === undefined) return { avg: null, min: null, max: null, p95: null, covered_seconds: 0 };
  return {
    avg: weighted / seconds,
    min: Math.min(...known.map(({ minimum }) => minimum ?? Number.POSITIVE_INFINITY)),
    max: Math.max(...known.map(({ maximum }) => maximum ?? Number.NEGATIVE_INFINITY)),
    // A percentile of percentiles would be none.
    p95: others.length === 0 ? only.p95 : null,
    covered_seconds: seconds,
  };
}

/** Pieces together: means are weighted by the seconds for which they are known. */
export function sumPieces(pieces: readonly MeasuredPiece[]): Told {
  return Object.fromEntries(
    toldMeasurements.map((name) => [
      name,
      sumHeld(pieces.map(({ measurements }) => measurements[name])),
    ]),
  ) as unknown as Told;
}
