import type { CommandAcknowledgement, DeviceCommand } from '@homepot/catalogue';

/** What a device made of a command, and what it has yet to tell of it. */
export interface CommandRecord {
  readonly command: DeviceCommand;
  /** The newest; what a repetition is answered with. */
  readonly acknowledgement: CommandAcknowledgement;
  /** Not yet taken by the house, in order. */
  readonly untold: readonly CommandAcknowledgement[];
}

/** Keeps what became of commands, by `command_id`. */
export interface CommandJournal {
  find(commandId: string): CommandRecord | undefined;
  /** Every record, in the order in which the commands came. */
  list(): Iterable<CommandRecord>;
  /**
   * Forgets commands whose time is long over, and makes room for one more; false where every command
   * it holds is under way or has yet to be told of.
   */
  makeRoom(nowMs: number): boolean;
  /** Keeps a record in place of the one before. It survives a power loss once the call returns. */
  save(record: CommandRecord): void;
  /** Keeps that acknowledgements were taken. May be forgotten by a crash: they are told again. */
  saveTold(record: CommandRecord): void;
  close(): void;
}
