import type { CommandJournal, CommandRecord } from '../commands/command-journal.ts';
import { isForgettable } from '../commands/is-forgettable.ts';

/** Commands in memory, for a simulated device. */
export function createMemoryCommandJournal(commandsMax: number): CommandJournal {
  const records = new Map<string, CommandRecord>();
  const save = (record: CommandRecord) => {
    records.set(record.command.command_id, record);
  };
  return {
    find: (commandId) => records.get(commandId),
    list: () => records.values(),
    hasRoom: () => records.size < commandsMax,
    save,
    saveTold: save,
    forget(nowMs) {
      for (const [id, record] of records) if (isForgettable(record, nowMs)) records.delete(id);
    },
    close() {},
  };
}
