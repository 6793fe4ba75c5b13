import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CommandJournal, CommandRecord } from '../commands/command-journal.ts';
import { makeRoom } from '../commands/make-room.ts';
import { limits } from '../limits.ts';
import type { AgentLog } from '../log.ts';
import { decodeLines, encodeLine } from './line-codec.ts';
import { openAppendFile } from './open-append-file.ts';
import { writeAtomically } from './write-atomically.ts';

/** How much a journal may hold. */
export interface DiskCommandJournalOptions {
  readonly commandsMax?: number;
  /** Bytes at which the file is written anew, with the newest line of each command. */
  readonly bytesMax?: number;
}

/** Reads the newest record of each command, in the order in which they came. */
function readRecords(path: string, log: AgentLog) {
  const records = new Map<string, CommandRecord>();
  let bytes = 0;
  if (!existsSync(path)) return { records, bytes };
  for (const { offset, length, value } of decodeLines(readFileSync(path))) {
    bytes = offset + length;
    const record = value as CommandRecord | undefined;
    if (record === undefined) log.error({ path, offset }, 'A damaged line was skipped');
    else records.set(record.command.command_id, record);
  }
  return { records, bytes };
}

/**
 * Opens the commands in a file that only grows: each step of a command is a line, synced before
 * `save` returns. When the file has become long it is replaced by one with the newest lines. What was
 * forgotten leaves the file then; until then another start may bring it back, settled as it was.
 */
export function openDiskCommandJournal(
  path: string,
  log: AgentLog,
  options: DiskCommandJournalOptions = {},
): CommandJournal {
  const commandsMax = options.commandsMax ?? limits.commandsMax;
  let rewriteAtBytes = options.bytesMax ?? limits.journalBytesMax;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const { records, bytes } = readRecords(path, log);
  let file = openAppendFile(path, bytes);

  function rewrite(): void {
    const lines = Buffer.concat([...records.values()].map(encodeLine));
    writeAtomically(path, lines, 0o600);
    file.close();
    file = openAppendFile(path);
    rewriteAtBytes = Math.max(options.bytesMax ?? limits.journalBytesMax, 2 * lines.length);
  }

  function write(record: CommandRecord, isDurable: boolean): void {
    file.append(encodeLine(record), isDurable);
    records.set(record.command.command_id, record);
    if (file.size() > rewriteAtBytes) rewrite();
  }

  return {
    find: (commandId) => records.get(commandId),
    list: () => records.values(),
    makeRoom: (nowMs) => makeRoom(records, commandsMax, nowMs),
    save: (record) => write(record, true),
    saveTold: (record) => write(record, false),
    close: () => file.close(),
  };
}
