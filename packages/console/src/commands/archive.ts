import type { Command } from 'commander';
import { defineList } from '../archive/define-list.ts';
import { defineRestoreRange } from '../archive/define-restore.ts';
import { defineVerify } from '../archive/define-verify.ts';
import type { Context } from '../context.ts';

/** `homepot archive`: the files that old rows went into. */
export function defineArchive(command: Command, context: Context): void {
  defineList(command.command('list'), context);
  defineVerify(command.command('verify'), context);
  defineRestoreRange(command.command('restore'), context);
}
