import type { Hold } from '../holds/hold.ts';
import type { ShownHold } from '../holds/holds.ts';
import { showHold } from '../holds/holds.ts';

/** The holds on a table as answers tell them. */
export const holdsShown = (holds: readonly Hold[], table: string): ShownHold[] =>
  holds.filter((hold) => hold.table === table).map(showHold);
