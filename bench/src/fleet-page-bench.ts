import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startBrowser } from '../../e2e/src/browser.ts';
import { createLog } from '../../packages/server/src/kernel/index.ts';
import {
  createDatabase,
  createEmbeddedPostgres,
  migrate,
} from '../../packages/server/src/store/index.ts';
import { fillFleet } from './fleet-page/fill-fleet.ts';
import { measurePage } from './fleet-page/measure-page.ts';
import { loadRows } from './metrics/load-rows.ts';
import { startServer } from './metrics/start-server.ts';

/*
 * A browser that has never been there opens the fleet page of a large fleet, again and again, on the machine that
 * runs the server and its database too.
 */

const { values } = parseArgs({
  options: {
    devices: { type: 'string', default: '10000' },
    days: { type: 'string', default: '90' },
    rows: { type: 'string', default: '300000' },
    visits: { type: 'string', default: '20' },
    // A folder whose database is kept, so that the next run need not fill it again.
    keep: { type: 'string' },
  },
});
const say = (line: string) => process.stderr.write(`${line}\n`);
const folder = values.keep ?? (await mkdtemp(join(tmpdir(), 'homepot-fleet-page-')));
await mkdir(folder, { recursive: true });
// As root the database runs as another account, which must be able to pass through.
await chmod(folder, 0o711);
const log = createLog('silent');
const quantile = (sorted: readonly number[], share: number): number =>
  Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN);
const ascending = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

async function createLink(url: string, key: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/users/admin/login-link`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
  });
  return ((await answer.json()) as { url: string }).url;
}

const postgres = createEmbeddedPostgres({ folder: join(folder, 'database'), log });
try {
  const { connectionString } = await postgres.start();
  const database = createDatabase({ connectionString, connectionsMax: 4, log });
  await migrate(database, log);
  const [{ count = 0 } = {}] = await database.query<{ count: number }>(
    'SELECT count(*) FROM devices',
  );
  const days = Number(values.days);
  if (count === 0) {
    await loadRows(database, Number(values.rows), Date.now(), days);
    say('requests, calls, activities and metrics are there');
    await fillFleet(database, Number(values.devices), days);
    say(`${values.devices} devices with the hours of ${days} days are there`);
  }
  await database.stop();
  const server = await startServer(connectionString, join(folder, 'server'));
  const browser = await startBrowser({ isStrict: true });
  try {
    const link = await createLink(server.url, server.key);
    const visits = await measurePage(browser, {
      url: server.url,
      link,
      visits: Number(values.visits),
    });
    const interactive = ascending(visits.map(({ interactiveMs }) => interactiveMs));
    const calls = ascending(visits.flatMap(({ callsMs }) => callsMs));
    const told = {
      visits: visits.length,
      interactiveMs: { p50: quantile(interactive, 0.5), max: quantile(interactive, 1) },
      calls: calls.length,
      callsMs: { p50: quantile(calls, 0.5), p95: quantile(calls, 0.95), max: quantile(calls, 1) },
      machineLoad: loadavg()[0],
    };
    process.stdout.write(`${JSON.stringify(told, undefined, 2)}\n`);
  } finally {
    await browser.close();
    await server.stop();
  }
} finally {
  await postgres.stop();
  if (values.keep === undefined) await rm(folder, { recursive: true, force: true });
}
