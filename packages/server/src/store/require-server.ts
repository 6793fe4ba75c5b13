import type { Database } from './database.ts';

/** What is said of the server behind DATABASE_URL. */
export interface ServerFacts {
  /** E.g. `18.4`. */
  readonly version: string;
  readonly major: number;
}

const majorMin = 15;

/** The address without the password, for messages. */
function addressOf(connectionString: string): string {
  if (!URL.canParse(connectionString)) return 'DATABASE_URL';
  const { host, pathname } = new URL(connectionString);
  return `${host || 'a local socket'}${pathname}`;
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ');
  return error instanceof Error ? error.message : String(error);
}

/** The lines of advice, by what went wrong. */
function adviceOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.startsWith('28')) return 'Check the user and the password in DATABASE_URL.';
  if (code === '3D000') return 'Create the database (createdb NAME), or correct DATABASE_URL.';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'Check the host name in DATABASE_URL.';
  return 'See that PostgreSQL runs there and takes connections from here, or unset DATABASE_URL to use the embedded one.';
}

/**
 * Connects and checks that the server is one that HOMEPOT works with.
 * Throws an error that says what to do where it cannot be reached or is too old.
 */
export async function requireServer(
  database: Pick<Database, 'query'>,
  connectionString: string,
): Promise<ServerFacts> {
  const rows = await database
    .query<{ number: string; version: string; encoding: string }>(
      `SELECT current_setting('server_version_num') AS number,
              current_setting('server_version') AS version,
              current_setting('server_encoding') AS encoding`,
    )
    .catch((error: unknown) => {
      throw new Error(
        `The database at ${addressOf(connectionString)} cannot be used: ${reasonOf(error)}. ${adviceOf(error)}`,
        { cause: error },
      );
    });
  const { number = '0', version = '', encoding = '' } = rows[0] ?? {};
  const major = Math.floor(Number(number) / 10_000);
  if (major < majorMin) {
    throw new Error(
      `The database at ${addressOf(connectionString)} is PostgreSQL ${version}, and HOMEPOT needs ${majorMin} or newer. ` +
        'Upgrade it, or unset DATABASE_URL to use the embedded one.',
    );
  }
  if (encoding !== 'UTF8') {
    throw new Error(
      `The database at ${addressOf(connectionString)} has the encoding ${encoding}, and HOMEPOT needs UTF8. ` +
        "Create another: CREATE DATABASE homepot TEMPLATE template0 ENCODING 'UTF8'.",
    );
  }
  return { version, major };
}
