import { telemetryTables } from '@homepot/catalogue';
import type { Database } from '../../../packages/server/src/store/index.ts';

/** Readers that hold on to what they read. */
export interface LongReaders {
  /** Ends them, and says how many readings came to their end and how many failed. */
  stop(): Promise<{ readonly readings: number; readonly failures: readonly string[] }>;
}

/** Starts readers, each of which reads tables one after the other in a transaction that lasts `seconds`. */
export function startLongReaders(
  database: Database,
  { readers, seconds }: { readonly readers: number; readonly seconds: number },
): LongReaders {
  const failures: string[] = [];
  let readings = 0;
  let isStopped = false;
  async function read(first: number): Promise<void> {
    for (let i = first; !isStopped; i += 1) {
      const table = telemetryTables[i % telemetryTables.length]?.name ?? 'device_metrics';
      try {
        await database.transaction(async ({ query }) => {
          await query(`SELECT count(*) FROM ${table}`);
          await query('SELECT pg_sleep($1)', [seconds]);
          await query(
            `SELECT count(*) FROM ${table} WHERE "timestamp" > now() - interval '2 days'`,
          );
        });
        readings += 1;
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
      }
    }
  }
  const running = Array.from({ length: readers }, (_, i) => read(i));
  return {
    async stop() {
      isStopped = true;
      await Promise.all(running);
      return { readings, failures };
    },
  };
}
