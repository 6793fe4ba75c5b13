import { resolve } from 'node:path';
import { BackupError } from '../../backup/backup-error.ts';
import type { OpenBackup } from '../../backup/files/open-backup.ts';
import { openBackup } from '../../backup/files/open-backup.ts';
import { requireNoServers } from '../../backup/require-no-servers.ts';
import type { RestorePlace } from '../../backup/restore-backup.ts';
import { requireKnownSchema, restoreBackup } from '../../backup/restore-backup.ts';
import { verifyBackup } from '../../backup/verify-backup.ts';
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
  replace: { type: 'boolean' },
  'without-key': { type: 'boolean' },
  json: { type: 'boolean' },
  quiet: { type: 'boolean' },
} as const;

const usage = 'restore BACKUP [--replace] [--without-key] [--json] [--quiet]';
const advice = 'What was restored so far is of no use; restore again.';

interface RestoreWords {
  readonly replace?: boolean | undefined;
  readonly 'without-key'?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
}

async function restoreOn(ground: Ground, backup: OpenBackup, words: RestoreWords): Promise<number> {
  const { config, dataFolder, clock } = ground;
  const log = quietLog(ground.log);
  const progress = createTeller(words.quiet);
  await requireKnownSchema(backup);
  const place: RestorePlace = {
    dataFolder,
    secretKey: config.SECRET_KEY,
    replace: words.replace === true,
    withKey: words['without-key'] !== true,
    stamp: new Date(clock.nowMs()).toISOString().slice(0, 19).replaceAll(':', '-'),
    clock,
    log,
  };
  const restored = await runInterruptible(log, advice, async (stack) => {
    await verifyBackup(backup, progress);
    const connectionString = await findConnection({ ...ground, log, stack });
    await requireNoServers(connectionString, 'replaced');
    return restoreBackup(backup, connectionString, place, progress);
  });
  const { rows, tables, workLeftOut, auditHolds } = restored;
  const summary = {
    data_folder: dataFolder,
    rows,
    tables,
    audit_holds: auditHolds,
    work_left_out: workLeftOut,
  };
  const text = [
    `${rows} rows of ${tables} tables are in ${dataFolder}, and each table is what it was at ${backup.manifest.takenAt}.`,
    auditHolds
      ? 'The audit trail holds.'
      : 'The audit trail does NOT hold: see `homepot audit verify`.',
    ...(workLeftOut ? ['The work queue was of another version and begins empty.'] : []),
    'Start the server: `homepot serve`, or `homepot up`.',
  ].join('\n');
  printLine(words.json === true ? JSON.stringify(summary) : text);
  return exitCodes.ok;
}

/** `restore`: puts a backup into an empty data folder and database. */
export const restore = (words: readonly string[]): Promise<number> =>
  withGround((ground) =>
    asBackupError(advice, async () => {
      const { values, positionals } = readWords(words, options, usage);
      const [path] = positionals;
      if (path === undefined) throw new BackupError(`Usage: homepot-server ${usage}`);
      const backup = await openBackup(resolve(path));
      try {
        return await restoreOn(ground, backup, values);
      } finally {
        await backup.close();
      }
    }),
  );
