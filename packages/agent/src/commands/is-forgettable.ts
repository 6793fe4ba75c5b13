import { limits } from '../limits.ts';
import type { CommandRecord } from './command-journal.ts';

/** Whether a command is over, told, and so long expired that it would be refused if it came again. */
export function isForgettable({ command, acknowledgement, untold }: CommandRecord, nowMs: number) {
  const isOver = acknowledgement.step === 'applied' || acknowledgement.step === 'failed';
  const forgottenAtMs = Date.parse(command.expires_at) + limits.commandKeptMillisecondsMax;
  return isOver && untold.length === 0 && nowMs > forgottenAtMs;
}
