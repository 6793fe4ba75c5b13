import type { AnswerOf, BodyOf } from '@homepot/catalogue';
import { beginDemo, finishDemo, listSites } from '@homepot/catalogue';
import type { Client } from '@homepot/client';
import type { PastRow } from '@homepot/simulator';
import { configVersionDefault, readFleetInventory, simulatePast } from '@homepot/simulator';
import { awaitStored } from '../import/await-stored.ts';
import { readAllPages } from '../read-all-pages.ts';
import type { DemoCounts } from './demo-sender.ts';
import { createDemoSender } from './demo-sender.ts';

/** What a demo is made of. */
export interface DemoOptions {
  readonly days: number;
  readonly devices: number;
  readonly stepSeconds: number;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onProgress: (rows: number, atMs: number) => void;
}

/** What was made, or was there. */
export interface MadeDemo {
  readonly demo: AnswerOf<typeof beginDemo>;
  readonly rows: ReadonlyMap<string, DemoCounts>;
  readonly configChanges: number;
}

type ConfigChange = BodyOf<typeof finishDemo>['config_changes'][number];

/** How often others have their turn while rows are made: answers come in meanwhile. */
const rowsPerTurn = 500;
const reportSeconds = 5;

const siteNames = async (client: Client): Promise<ReadonlySet<string>> => {
  const sites = await readAllPages((query) =>
    client.call(listSites, { query: { ...query, include_inactive: true } }),
  );
  return new Set(sites.map(({ site_id }) => site_id));
};

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** Enters the fleet, and tells which of its sites are new. */
async function enterFleet(client: Client, { devices, seed, signal }: DemoOptions) {
  const before = await siteNames(client);
  const fleet = await readFleetInventory({
    client,
    seed,
    deviceCount: devices,
    intervalSeconds: reportSeconds,
    signal,
  });
  // What is played must not hang on how the fleet was found, or a second run would tell another past.
  const played = {
    sites: fleet.sites.toSorted((a, b) => compare(a.siteId, b.siteId)),
    devices: fleet.devices
      .map((device) => ({ ...device, configVersion: configVersionDefault }))
      .toSorted((a, b) => compare(a.deviceId, b.deviceId)),
  };
  const entered = fleet.sites.filter(({ siteId }) => !before.has(siteId));
  return { fleet: played, entered: entered.map(({ siteId }) => siteId) };
}

/** Where real reports follow, what they begin with is not what the past ended with: it says so. */
function* closeStates(states: ReadonlyMap<string, string>, toMs: number): Generator<PastRow> {
  const atMs = toMs - 1;
  const timestamp = new Date(atMs).toISOString();
  for (const [device_id, previous_state] of states) {
    if (previous_state === 'unknown') continue;
    const reason = 'What follows was reported';
    const row = { timestamp, device_id, previous_state, new_state: 'unknown', reason };
    yield { table: 'device_state_history', atMs, row: { ...row, changed_by: 'system' } };
  }
}

/** Makes a demo, goes on with one that was interrupted, or finds the one that is there. */
export async function makeDemo(client: Client, options: DemoOptions): Promise<MadeDemo> {
  const { days, seed, stepSeconds, signal, onProgress } = options;
  const { fleet, entered } = await enterFleet(client, options);
  const demo = await client.call(beginDemo, { body: { days, sites: entered } });
  if (demo.state === 'made') return { demo, rows: new Map(), configChanges: 0 };
  const sender = createDemoSender(client, demo.demo_id);
  const changes: unknown[] = [];
  const states = new Map<string, string>();
  const toMs = Date.parse(demo.to);
  const past = simulatePast({ ...fleet, fromMs: Date.parse(demo.from), toMs, stepSeconds, seed });
  let made = 0;
  for (const row of past) {
    if (row.table === 'configuration_history') changes.push(row.row);
    else await sender.add(row);
    if (row.table === 'device_state_history') {
      states.set(String(row.row.device_id), String(row.row.new_state));
    }
    made += 1;
    if (made % rowsPerTurn !== 0) continue;
    signal.throwIfAborted();
    onProgress(made, row.atMs);
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (demo.is_followed) for (const row of closeStates(states, toMs)) await sender.add(row);
  const rows = await sender.finish();
  for (const table of rows.keys()) await awaitStored(client, table, signal);
  const config_changes = changes as ConfigChange[];
  const done = await client.call(finishDemo, { body: { demo_id: demo.demo_id, config_changes } });
  return { demo, rows, configChanges: done.config_changes };
}
