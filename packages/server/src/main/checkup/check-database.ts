import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunFile } from '@homepot/catalogue';
import { readReadiness } from '@homepot/catalogue';
import { verifyAuditChain } from '../../auth/index.ts';
import type { Clock, Config, Log } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import {
  createDatabase,
  readFlavour,
  readSchemaDrift,
  readSchemaVersion,
  requireServer,
} from '../../store/index.ts';
import { checkFlavour } from './check-flavour.ts';
import { checkOutbox } from './check-outbox.ts';
import { checkSearch } from './check-search.ts';
import type { Finding } from './finding.ts';
import { fail, ok, warn, wordsOf } from './finding.ts';

export interface DatabaseCheckup {
  readonly config: Config;
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly log: Log;
  /** What the running server of this folder says of itself. */
  readonly run: RunFile | undefined;
}

const clockSecondsMax = 5;

async function checkServer(database: Database, url: string): Promise<Finding> {
  const { version } = await requireServer(database, url);
  const { name } = await readFlavour(database);
  return ok('database', `PostgreSQL ${version}, ${name}`);
}

async function checkSchema(database: Database): Promise<Finding> {
  const version = await readSchemaVersion(database);
  if (version === 0) {
    return warn('schema', 'no schema yet', 'Run `homepot init`, or just start the server.');
  }
  const [drift, ...more] = await readSchemaDrift(database);
  if (drift === undefined) return ok('schema', `version ${version}`);
  const others = more.length > 0 ? `, and ${more.length} more` : '';
  return fail(
    'schema',
    `${drift}${others}`,
    'Undo what was changed by hand; see docs/reference/tables.md.',
  );
}

/** Rows are judged by the clock of the server, and partitions made by that of the database. */
async function checkClocks(database: Database, clock: Clock): Promise<Finding> {
  const [row] = await database.query<{ seconds: string }>(
    'SELECT extract(epoch FROM clock_timestamp())::text AS seconds',
  );
  const apart = Math.abs(Number(row?.seconds) - clock.nowMs() / 1_000);
  const message = `${apart.toFixed(1)} s between this machine and the database`;
  return apart <= clockSecondsMax
    ? ok('clock of the database', message)
    : warn('clock of the database', message, 'Set both clocks by NTP.');
}

/** The chain of the audit log: whether a row was edited, removed or put elsewhere. */
async function checkAudit(database: Database): Promise<Finding> {
  const { rows, broken } = await verifyAuditChain(database);
  return broken === undefined
    ? ok('audit log', `${rows} rows, the chain holds`)
    : fail('audit log', `row ${broken.id}: ${broken.reason}`, 'Find out who writes to audit_logs.');
}

async function checkExternal(url: string, { clock, log }: DatabaseCheckup): Promise<Finding[]> {
  const database = createDatabase({ connectionString: url, connectionsMax: 1, log });
  try {
    return [
      await checkServer(database, url),
      await checkFlavour(database),
      await checkSchema(database),
      await checkAudit(database),
      await checkClocks(database, clock),
      await checkOutbox(database),
      await checkSearch(database),
    ];
  } catch (error) {
    return [fail('database', wordsOf(error), 'See that it runs and that DATABASE_URL is right.')];
  } finally {
    await database.stop();
  }
}

/** Asks the running server, since nobody else may open its embedded database. */
async function askServer(run: RunFile): Promise<Finding> {
  try {
    const answer = await fetch(`${run.url}${readReadiness.path}`, {
      signal: AbortSignal.timeout(3_000),
    });
    const { parts } = (await answer.json()) as { parts?: { database?: string } };
    return parts?.database === 'ok'
      ? ok('database', 'embedded; the running server reaches it')
      : fail('database', 'the running server does not reach it', 'Read the log of the server.');
  } catch (error) {
    return warn('database', wordsOf(error), 'The server does not answer; restart it.');
  }
}

async function checkEmbedded({ dataFolder, run }: DatabaseCheckup): Promise<Finding[]> {
  if (run !== undefined) return [await askServer(run)];
  const made = await readdir(join(dataFolder, 'postgres')).catch(() => []);
  const message =
    made.length === 0
      ? 'embedded; it will be made at the first start'
      : 'embedded, not running; the server starts it';
  return [ok('database', message)];
}

/** The database: whether it is there, new enough, migrated, and of the same time. */
export async function checkDatabase(checkup: DatabaseCheckup): Promise<readonly Finding[]> {
  const url = checkup.config.DATABASE_URL;
  return url === undefined ? checkEmbedded(checkup) : checkExternal(url, checkup);
}
