import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../../packages/server/src/store/index.ts';
import { call } from '../call.ts';
import type { ServerProcess } from '../server-process.ts';
import { startServerProcess } from '../server-process.ts';
import { startSimulatorProcess } from '../simulator-process.ts';

/** How the runs are made. */
export interface ClosedLoopOptions {
  /** Runs with a bad version, and as many with a harmless one; each is a site of its own. */
  readonly runs: number;
  readonly seed: number;
  /** Data folder of the server. */
  readonly folder: string;
  readonly connectionString: string;
  readonly database: Database;
  readonly say?: (message: string) => void;
}

/** What the closed loop said of one change. */
export interface JudgedRun {
  readonly siteId: string;
  readonly version: string;
  readonly isBad: boolean;
  readonly changed: number;
  readonly peers: number;
  readonly verdict: string;
  /** The metrics that were found worse, with the effect and the chance that it is none. */
  readonly worse: unknown;
}

const badVersion = '2.6.6';
const harmlessVersion = '2.6.0';
const devicesPerRunMin = 12;
const changedPerRun = 5;
const warmUpMilliseconds = 150_000;
const verdictMillisecondsMax = 900_000;

interface Site {
  readonly siteId: string;
  readonly devices: readonly string[];
}

async function readSites(database: Database): Promise<readonly Site[]> {
  return await database.query<Site>(
    `SELECT s.site_id AS "siteId", array_agg(d.device_id ORDER BY d.id) AS devices
     FROM sites s JOIN devices d ON d.site_id = s.id WHERE d.last_seen IS NOT NULL
     GROUP BY s.id HAVING count(*) >= $1 ORDER BY s.id`,
    [devicesPerRunMin],
  );
}

async function change({ url, localKey }: ServerProcess, site: Site, version: string) {
  const answer = await call(`${url}/api/v1/jobs`, {
    key: localKey,
    body: {
      action: 'Update POS payment config',
      device_ids: site.devices.slice(0, changedPerRun),
      config_version: version,
      failure_threshold_percent: 100,
      settle_seconds: 5,
      force: true,
      rollback: 'propose',
    },
  });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return (answer.body as { job_id: string }).job_id;
}

interface VerdictRow {
  readonly job_id: string;
  /** `none` where no terminal ever ran with the version, so that there is nothing to compare. */
  readonly outcome: string | null;
  readonly worse: unknown;
}

async function readVerdicts(database: Database, jobIds: readonly string[]) {
  return await database.query<VerdictRow>(
    `SELECT job_id,
       CASE WHEN verdict IS NULL AND status IN ('failed', 'cancelled') AND NOT EXISTS (
         SELECT FROM configuration_history h WHERE h.job_id = jobs.job_id) THEN 'none'
         ELSE verdict->>'outcome' END AS outcome,
       jsonb_path_query_array(verdict, '$.metrics[*] ? (@.judged == "worse")') AS worse
     FROM jobs WHERE job_id = ANY($1)`,
    [jobIds],
  );
}

async function waitForVerdicts(
  database: Database,
  jobIds: readonly string[],
  say: (message: string) => void,
): Promise<ReadonlyMap<string, VerdictRow>> {
  const deadline = performance.now() + verdictMillisecondsMax;
  for (;;) {
    const rows = await readVerdicts(database, jobIds);
    const judged = rows.filter(({ outcome }) => outcome !== null);
    if (judged.length === jobIds.length || performance.now() > deadline) {
      return new Map(rows.map((row) => [row.job_id, row]));
    }
    say(`${judged.length} of ${jobIds.length} are judged`);
    await pause(15_000);
  }
}

/**
 * Gives some terminals of each site a new configuration, bad at every other site, and reads what the
 * closed loop makes of each. Every site has its own rhythm, noise and faults by the seed.
 */
export async function runClosedLoop(options: ClosedLoopOptions): Promise<readonly JudgedRun[]> {
  const { runs, seed, folder, connectionString, database, say = () => undefined } = options;
  const server = await startServerProcess(folder, {
    DATABASE_URL: connectionString,
    SAMPLE_DATA: 'false',
    MQTT_PORT: '0',
    CONFIGURATION_WINDOW_SECONDS: '120',
  });
  // Sites have 12 to 25 terminals; enough are entered for every run to have a site of its own.
  const devices = String(runs * 2 * 25);
  const words = ['--devices', devices, '--seed', String(seed), '--bad-versions', badVersion];
  const fleet = startSimulatorProcess(folder, words);
  try {
    say(`${devices} terminals report for a while`);
    await pause(warmUpMilliseconds);
    const sites = (await readSites(database)).slice(0, runs * 2);
    if (sites.length < runs * 2)
      throw new Error(`only ${sites.length} sites report\n${fleet.output()}`);
    const made = [];
    for (const [place, site] of sites.entries()) {
      const isBad = place % 2 === 0;
      const version = isBad ? badVersion : harmlessVersion;
      made.push({ site, isBad, version, jobId: await change(server, site, version) });
    }
    const jobIds = made.map(({ jobId }) => jobId);
    const verdicts = await waitForVerdicts(database, jobIds, say);
    return made.map(({ site, isBad, version, jobId }) => ({
      siteId: site.siteId,
      version,
      isBad,
      changed: changedPerRun,
      peers: site.devices.length - changedPerRun,
      verdict: verdicts.get(jobId)?.outcome ?? 'none',
      worse: verdicts.get(jobId)?.worse ?? [],
    }));
  } finally {
    await fleet.stop();
    await server.stop();
  }
}
