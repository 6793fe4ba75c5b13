import type { DoorView } from '../house-view.ts';
import type { Line } from './line.ts';
import { segment } from './line.ts';
import { bytes, rate, wholeNumber } from './words.ts';

/** The database is behind where the oldest waiting entry is older than this. */
const lagSecondsWell = 10;

/** What came to the door since the server started, and what waits behind it. */
export function doorLines(door: DoorView | null): readonly Line[] {
  if (door === null) return [[segment('door     not shown: it needs a key that may', 'quiet')]];
  const failed = (count: number, word: string) =>
    segment(`  ${wholeNumber(count)} ${word}`, count > 0 ? 'bad' : 'quiet');
  const behind = door.lag_seconds > lagSecondsWell ? 'warn' : undefined;
  const entries = door.lag_entries === 1 ? 'entry' : 'entries';
  return [
    [
      segment(
        `door     ${wholeNumber(door.received)} received (${rate(door.received_per_minute)} a minute)`,
      ),
      failed(door.rejected, 'rejected'),
      segment(`  ${wholeNumber(door.filtered)} filtered`, 'quiet'),
      failed(door.quarantined, 'quarantined'),
    ],
    [
      segment(
        `spool    ${wholeNumber(door.in_spool)} on their way, ${wholeNumber(door.lag_entries)} ${entries} and ${rate(door.lag_seconds)} s behind, ${bytes(door.spool_bytes)}`,
        behind,
      ),
    ],
  ];
}
