import { provenances } from '@homepot/catalogue';
import type { MeasuredPiece } from './measured-pieces.ts';
import { toldMeasurements } from './measured-pieces.ts';

const secondsOf = ({ measurements }: MeasuredPiece): number =>
  toldMeasurements.reduce((sum, name) => sum + measurements[name].seconds, 0);

const ranks: readonly string[] = provenances;

/** More of the time first; of as much, what is real before what is played. */
const compare = (a: MeasuredPiece, b: MeasuredPiece): number =>
  secondsOf(b) - secondsOf(a) || ranks.indexOf(a.provenance) - ranks.indexOf(b.provenance);

/**
 * One piece for each time. A device measures once, so where rows of several origins meet (a sample, a
 * simulated terminal of the same name) they are no one device: the origin that is known for longer is
 * told, and the other not mixed in.
 */
export function chooseOrigins(pieces: readonly MeasuredPiece[]): readonly MeasuredPiece[] {
  const times = Map.groupBy(pieces, ({ fromMs }) => fromMs);
  return [...times.values()].flatMap((each) => each.toSorted(compare).slice(0, 1));
}
