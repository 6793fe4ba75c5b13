/** Another PostgreSQL to test on than the embedded one: any database of it, as a role that may make more. */
export const testDatabaseUrl: string | undefined = process.env.TEST_DATABASE_URL || undefined;

/** How many servers a test house is made of, on one database and behind a balancer; 1 unless given. */
export const testServers: number = Number(process.env.HOMEPOT_TEST_SERVERS || 1);

/** A PostgreSQL with TimescaleDB to test that flavour on: any database of it, as a role that may make more. */
export const testTimescaleUrl: string | undefined = process.env.TEST_TIMESCALE_URL || undefined;

/** The coordinator of a Citus cluster to test that flavour on, as for TimescaleDB. */
export const testCitusUrl: string | undefined = process.env.TEST_CITUS_URL || undefined;
