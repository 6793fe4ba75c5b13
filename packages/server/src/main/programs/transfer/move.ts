import { readFile } from 'node:fs/promises';
import { readConfig } from '../../../kernel/index.ts';
import { BackupError } from '../../backup/backup-error.ts';
import type { Moved } from '../../backup/move-database.ts';
import { hostOf, moveDatabase } from '../../backup/move-database.ts';
import { databaseFileOf, readDatabaseFile, writeDatabaseFile } from '../../database-file.ts';
import { findConnection } from '../../house/open-store.ts';
import { exitCodes } from '../exit-codes.ts';
import { printLine } from '../print.ts';
import type { Ground } from '../with-ground.ts';
import { withGround } from '../with-ground.ts';
import { asBackupError } from './as-backup-error.ts';
import { createTeller } from './create-teller.ts';
import { quietLog } from './quiet-log.ts';
import { readWords } from './read-words.ts';
import { runInterruptible } from './run-interruptible.ts';

const options = {
  to: { type: 'string' },
  'to-file': { type: 'string' },
  json: { type: 'boolean' },
  quiet: { type: 'boolean' },
} as const;

const usage = 'move-database --to URL|--to-file FILE [--json] [--quiet]';
const advice = 'The old database is what it was, and is used until the move is complete.';

interface MoveWords {
  readonly to?: string | undefined;
  readonly 'to-file'?: string | undefined;
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

async function readTarget({ to, 'to-file': file }: MoveWords): Promise<string> {
  if ((to === undefined) === (file === undefined)) {
    throw new BackupError(`Usage: homepot-server ${usage}`);
  }
  const url = to ?? (await readFile(file ?? '', 'utf8')).trim();
  if (/^postgres(ql)?:\/\/\S+$/.test(url)) return url;
  throw new BackupError(
    'The new database must be a URL: postgres://user:password@host:5432/database.',
  );
}

/** What to do next, and how to go back. */
function tell(
  ground: Ground,
  to: string,
  moved: Moved | undefined,
  isSetting: boolean,
): readonly string[] {
  const file = databaseFileOf(ground.dataFolder);
  const what =
    moved === undefined
      ? 'The move was complete but for its end.'
      : `${moved.rows} rows of ${moved.tables} tables are at ${hostOf(to)} (PostgreSQL ${moved.postgresVersion}), and each table is what it was.`;
  const left = ['The work queue was of another version and begins empty.'];
  return [
    what,
    ...(moved?.workLeftOut === true ? left : []),
    ...(isSetting
      ? [
          'DATABASE_URL is set: set it to the new URL before you start the server.',
          'To go back, set it to the old one; what was stored since stays in the new one.',
        ]
      : [
          `From the next start on the server uses it: its URL is in ${file}.`,
          `To go back, stop the server and remove that file; what was stored since stays in the new one. The old one was left as it was.`,
        ]),
  ];
}

async function moveOn(ground: Ground, words: MoveWords): Promise<number> {
  const { dataFolder, clock } = ground;
  const log = quietLog(ground.log);
  const to = await readTarget(words);
  const isSetting = readConfig().DATABASE_URL !== undefined;
  const isSwitched = !isSetting && (await readDatabaseFile(dataFolder)) === to;
  const moved = await runInterruptible(log, advice, (stack) =>
    moveDatabase(
      {
        from: () => findConnection({ ...ground, log, stack }),
        to,
        isSwitched,
        switchOver: async () => {
          if (!isSetting) await writeDatabaseFile(dataFolder, to);
        },
        clock,
        log,
      },
      createTeller(words.quiet),
    ),
  );
  const summary = {
    to: hostOf(to),
    rows: moved?.rows,
    tables: moved?.tables,
    postgres_version: moved?.postgresVersion,
    work_left_out: moved?.workLeftOut,
    database_file: isSetting ? null : databaseFileOf(dataFolder),
  };
  const text = tell(ground, to, moved, isSetting).join('\n');
  printLine(words.json === true ? JSON.stringify(summary) : text);
  return exitCodes.ok;
}

/** `move-database`: copies the database of a data folder to another PostgreSQL. The server stands still. */
export const move = (words: readonly string[]): Promise<number> =>
  withGround((ground) =>
    asBackupError(advice, () => moveOn(ground, readWords(words, options, usage).values)),
  );
