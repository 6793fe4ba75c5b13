import type { CommandJournal, CommandRecord } from '../commands/command-journal.ts';
import { makeRoom } from '../commands/make-room.ts';

/** Commands in memory, for a simulated device. */
export function createMemoryCommandJournal(commandsMax: number): CommandJournal {
  const records = new Map<string, CommandRecord>();
  const save = (record: CommandRecord) => {
    records.set(record.command.command_id, record);
  };
  return {
    find: (commandId) => records.get(commandId),
    list: () => records.values(),
    makeRoom: (nowMs) => makeRoom(records, commandsMax, nowMs),
    save,
    saveTold: save,
    close() {},
  };
}
