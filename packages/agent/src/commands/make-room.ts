import { limits } from '../limits.ts';
import type { CommandRecord } from './command-journal.ts';

/** Whether a command has ended, and the house has acknowledged that it heard so. */
const isSettled = ({ acknowledgement: { step }, untold }: CommandRecord) =>
  (step === 'applied' || step === 'failed') && untold.length === 0;

const expiresAtMs = ({ command }: CommandRecord) => Date.parse(command.expires_at);

/**
 * Forgets settled commands that expired so long ago that they would be refused if they came again,
 * then as many as it takes for one more of `commandsMax`: the oldest that has expired, else the oldest
 * settled one. The house does not send a command again once it acknowledged its end; if one comes all
 * the same, it is answered as `expired` after its time, and is a new command before.
 *
 * False where there is no room, for nothing is settled.
 */
export function makeRoom(
  records: Map<string, CommandRecord>,
  commandsMax: number,
  nowMs: number,
): boolean {
  const settled = [...records.values()].filter(isSettled);
  const expired = settled.filter((record) => expiresAtMs(record) <= nowMs);
  for (const record of expired) {
    const isLongOver = nowMs > expiresAtMs(record) + limits.commandKeptMillisecondsMax;
    if (isLongOver) records.delete(record.command.command_id);
  }
  for (const { command } of [...expired, ...settled]) {
    if (records.size < commandsMax) return true;
    records.delete(command.command_id);
  }
  return records.size < commandsMax;
}
