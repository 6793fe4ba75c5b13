import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createDeviceKeyText } from '../src/auth/credentials/key-text.ts';
import { createSecretKeys, readSecretKey } from '../src/auth/credentials/secret-keys.ts';
import type { Auth } from '../src/auth/index.ts';
import { createAuth } from '../src/auth/index.ts';
import { createLog, createManualClock } from '../src/kernel/index.ts';
import type { Database } from '../src/store/index.ts';
import type { TestDatabase } from './test-database.ts';
import { createTestDatabase } from './test-database.ts';

/** Two servers on one database, which know of each other by it alone. New and empty for each test. */
export interface TwoServers {
  here: Auth;
  there: Auth;
  database: Database;
  clock: ReturnType<typeof createManualClock>;
  folder: string;
  /** One more server, on this database or a wrapped one. */
  create(database?: Database): Promise<Auth>;
  /** The kinds of events in the audit trail, in order. */
  events(): Promise<string[]>;
}

const owned =
  'users, api_keys, user_sessions, login_links, device_credentials, audit_logs, devices, sites';

async function eventsOf(database: Database): Promise<string[]> {
  const rows = await database.query<{ event_type: string }>(
    'SELECT event_type FROM audit_logs ORDER BY id',
  );
  return rows.map((row) => row.event_type);
}

/** Opens two servers before each test of the file and clears up after the last. */
export function useTwoServers(): TwoServers {
  const servers = {} as TwoServers;
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await createTestDatabase();
    const { database } = opened;
    const folder = await mkdtemp(join(tmpdir(), 'homepot-auth-'));
    Object.assign(servers, {
      database,
      folder,
      events: () => eventsOf(database),
      create: (other: Database = database) =>
        createAuth(
          { database: other, clock: servers.clock, log: createLog('silent') },
          { dataFolder: folder, signInsPerMinute: 30 },
        ),
    });
  });
  afterAll(async () => {
    await opened.drop();
    await rm(servers.folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    await opened.database.query(`TRUNCATE ${owned} RESTART IDENTITY CASCADE`);
    servers.clock = createManualClock();
    servers.here = await servers.create();
    servers.there = await servers.create();
  });
  return servers;
}

/** Where the requests of tests come from. */
export const place = { address: '192.0.2.1', userAgent: 'test' };

/** The password of every user that tests make. */
export const password = 'correct horse battery';

/** Makes an administrator with that password. */
export const createAdmin = (auth: Auth, username = 'ada') =>
  auth.users.create(
    { username, email: `${username}@pot.example`, password, is_admin: true },
    place,
  );

/** A credential as the Authorization header carries it. */
export const bearer = (text: string) => ({ authorization: `Bearer ${text}` });

/** A session as the Cookie header carries it. */
export const cookie = (token: string) => ({ cookie: `homepot_session=${token}` });

/** Enters the device pos-terminal-001 with a credential. */
export async function createDevice({
  database,
  folder,
}: TwoServers): Promise<{ keyId: string; text: string }> {
  const key = createDeviceKeyText();
  const { hashCredential } = createSecretKeys(await readSecretKey(undefined, folder));
  await database.query(
    `WITH site AS (INSERT INTO sites (site_id, name) VALUES ('s', 's') RETURNING id),
     device AS (
       INSERT INTO devices (device_id, name, device_type, site_id)
       SELECT 'pos-terminal-001', 'p', 'pos_terminal', id FROM site RETURNING id)
     INSERT INTO device_credentials (device_id, key_id, secret_hash) SELECT id, $1, $2 FROM device`,
    [key.keyId, hashCredential('device', key.text)],
  );
  return key;
}
