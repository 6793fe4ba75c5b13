import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { appendAudit } from '../../../auth/index.ts';
import { createLog, systemClock } from '../../../kernel/index.ts';
import { createDatabase } from '../../../store/index.ts';
import { BackupError } from '../../backup/backup-error.ts';
import type { BackupWriter } from '../../backup/files/backup-writer.ts';
import { createFolderWriter } from '../../backup/files/folder-writer.ts';
import { createTarWriter } from '../../backup/files/tar-writer.ts';
import { requireHouseKey } from '../../backup/house-key.ts';
import type { BackupSubject } from '../../backup/write-backup.ts';
import { readExcluded, writeBackup } from '../../backup/write-backup.ts';
import { exitCodes } from '../exit-codes.ts';
import { printLine } from '../print.ts';
import type { Ground } from '../with-ground.ts';
import { dataFolderOf, readGroundConfig, tellingFailure } from '../with-ground.ts';
import { asBackupError } from './as-backup-error.ts';
import { createTeller } from './create-teller.ts';
import { findDatabase } from './find-database.ts';
import { quietLog } from './quiet-log.ts';
import { readWords } from './read-words.ts';
import { runInterruptible } from './run-interruptible.ts';
import { summariseBackup } from './summarise-backup.ts';

const options = {
  folder: { type: 'boolean' },
  exclude: { type: 'string', multiple: true },
  'without-key': { type: 'boolean' },
  json: { type: 'boolean' },
  quiet: { type: 'boolean' },
} as const;

const usage =
  'backup [DESTINATION] [--folder] [--exclude TABLES] [--without-key] [--json] [--quiet]';

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() === true;

/** Where the backup goes: into a folder that is there under a name with the time, else to the path. */
async function choosePath(given: string, asFolder: boolean, nowMs: number): Promise<string> {
  const path = resolve(given);
  const stamp = new Date(nowMs).toISOString().slice(0, 19).replaceAll(':', '-');
  const name = `homepot-${stamp}Z`;
  const chosen = (await isFolder(path)) ? join(path, asFolder ? name : `${name}.tar`) : path;
  if ((await stat(chosen).catch(() => undefined)) === undefined) return chosen;
  throw new BackupError(`${chosen} is there already. A backup never replaces another file.`);
}

async function noteInAudit(subject: BackupSubject, path: string, { clock, log }: Ground) {
  const { connectionString, withKey } = subject;
  const database = createDatabase({ connectionString, connectionsMax: 1, log });
  try {
    await database.transaction((transaction) =>
      appendAudit(transaction, {
        atMs: clock.nowMs(),
        eventType: 'backup_begun',
        description: `A backup of all data was begun: ${basename(path)}`,
        metadata: { by: 'local command', with_key: withKey },
      }),
    );
  } finally {
    await database.stop();
  }
}

async function backUpOn(ground: Ground, words: readonly string[]): Promise<number> {
  const { values, positionals } = readWords(words, options, usage);
  const excluded = readExcluded(values.exclude ?? []);
  const path = await choosePath(
    positionals[0] ?? '.',
    values.folder === true,
    ground.clock.nowMs(),
  );
  const { config, dataFolder, log } = ground;
  const key = await requireHouseKey(config.SECRET_KEY, dataFolder);
  const withKey = values['without-key'] !== true;
  const manifest = await runInterruptible(log, 'No backup was made.', async (stack) => {
    const connectionString = await findDatabase(ground, stack);
    const subject = { connectionString, dataFolder, key, excluded, withKey };
    await noteInAudit(subject, path, ground);
    const writer = await createWriter(path, values.folder === true, ground);
    try {
      return await writeBackup(subject, writer, createTeller(values.quiet));
    } catch (error) {
      await writer.discard().catch(() => undefined);
      throw error;
    }
  });
  const { summary, text } = await summariseBackup(path, manifest);
  printLine(values.json === true ? JSON.stringify(summary) : text);
  return exitCodes.ok;
}

const createWriter = (path: string, asFolder: boolean, { clock }: Ground): Promise<BackupWriter> =>
  asFolder ? createFolderWriter(path) : createTarWriter(path, clock.nowMs());

/** `backup`: everything of a house, at one instant, while its server runs or not. */
export const backUp = (words: readonly string[]): Promise<number> =>
  tellingFailure(async () => {
    const config = await readGroundConfig();
    const ground = {
      config,
      dataFolder: dataFolderOf(config),
      clock: systemClock,
      log: quietLog(createLog(config.LOG_LEVEL)),
    };
    return asBackupError('No backup was made.', () => backUpOn(ground, words));
  });
