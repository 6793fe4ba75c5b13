import type { TestProject } from 'vitest/node';
import { testDatabaseUrl } from './environment.ts';
import type { TestServer } from './test-server.ts';
import { startTestServer } from './test-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    testServer: TestServer;
  }
}

/** Starts one PostgreSQL for the whole run; TEST_DATABASE_URL names another to use instead. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { server, stop } = await startTestServer(testDatabaseUrl);
  project.provide('testServer', server);
  return stop;
}
