/** Another PostgreSQL to test on than the embedded one: any database of it, as a role that may make more. */
export const testDatabaseUrl: string | undefined = process.env.TEST_DATABASE_URL || undefined;
