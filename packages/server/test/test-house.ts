import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../src/kernel/index.ts';
import { createLog, createToken, readConfig, systemClock } from '../src/kernel/index.ts';
import { createDataFolder } from '../src/main/data-folder.ts';
import type { House, HouseOptions } from '../src/main/house/compose.ts';
import { startHouse } from '../src/main/house/compose.ts';
import { testServers } from './environment.ts';
import { pairHouses } from './pair-houses.ts';
import type { TestDatabase } from './test-database.ts';
import { createTestDatabase } from './test-database.ts';

/** A whole server in the process of a test, on a database and a data folder of its own. */
export interface TestHouse extends House {
  /** Where it listens: `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly database: TestDatabase['database'];
  readonly testDatabase: TestDatabase;
  readonly connectionString: string;
  /** A credential of an administrator, for the header `Authorization` or `X-API-Key`. */
  readonly adminKey: string;
  /** What its credentials are hashed with. */
  readonly secretKey: string;
  /** The second server, where the tests run with two; see `pair-houses.ts`. */
  readonly twin?: TestHouse;
  /** Resolves when all servers know what one has changed: with one at once, with two within a second. */
  agreed(): Promise<void>;
  /** Stops the server, and removes database and folder. */
  remove(): Promise<void>;
}

export interface TestHouseOptions extends Partial<HouseOptions> {
  /** Settings that differ from the defaults, as in the environment. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Where it logs; standard error unless given. */
  readonly log?: Log;
  /** A house that was stopped; the new one takes over its database and its data folder. */
  readonly successorOf?: TestHouse;
  /** A house that runs; the new one is a second server on its database. Remove it before that one. */
  readonly besides?: TestHouse;
}

async function createAdminKey({ auth }: House): Promise<string> {
  const { key } = await auth.apiKeys.create(
    { name: 'test', scope: 'admin', username: 'admin' },
    { local: true },
  );
  return key;
}

async function startOne(options: TestHouseOptions): Promise<TestHouse> {
  const { settings = {}, log: given, successorOf: earlier, besides, ...houseOptions } = options;
  const shared = earlier ?? besides;
  const testDatabase = shared?.testDatabase ?? (await createTestDatabase());
  const dataFolder = earlier?.dataFolder ?? (await mkdtemp(join(tmpdir(), 'homepot-house-')));
  await createDataFolder(dataFolder);
  const { connectionString } = testDatabase;
  const secretKey = shared?.secretKey ?? createToken(32);
  const config = readConfig({
    LOG_LEVEL: 'fatal',
    DATABASE_URL: connectionString,
    SECRET_KEY: secretKey,
    MQTT_PORT: '0',
    // Tests send rows of any age, and begin runs themselves.
    ANALYTICS_RETENTION_DAYS: '36500',
    RETENTION_ENABLED: 'false',
    ...settings,
  });
  const log = given ?? createLog(config.LOG_LEVEL);
  const house = await startHouse(
    { config, dataFolder, clock: systemClock, log },
    { sampleData: 'never', checkAnswers: true, retentionGraceMs: 0, ...houseOptions },
  );
  await house.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = house.app.server.address() as AddressInfo;
  return {
    ...house,
    url: `http://127.0.0.1:${port}`,
    database: house.store.database,
    testDatabase,
    connectionString,
    secretKey,
    adminKey: await createAdminKey(house),
    agreed: () => Promise.resolve(),
    async remove() {
      await house.stop();
      if (besides === undefined) await testDatabase.drop();
      await rm(dataFolder, { recursive: true });
    },
  };
}

/** The settings of the test come last: what it says of proxies or brokers holds. */
const startTwo = (options: TestHouseOptions): Promise<TestHouse> =>
  pairHouses<TestHouse>((shared, first) => {
    const { successorOf, settings, ...others } = options;
    const earlier = first === undefined ? successorOf : successorOf?.twin;
    return startOne({
      ...others,
      settings: { ...shared, ...settings },
      ...(earlier === undefined ? {} : { successorOf: earlier }),
      ...(first === undefined ? {} : { besides: first, sampleData: 'never' }),
    });
  });

/**
 * Starts a server that listens on a free port, without sample data unless asked for. With
 * HOMEPOT_TEST_SERVERS=2 there are two of them, behind a balancer.
 */
export async function startTestHouse(options: TestHouseOptions = {}): Promise<TestHouse> {
  const isPair = testServers > 1 && options.besides === undefined;
  return isPair ? startTwo(options) : startOne(options);
}
