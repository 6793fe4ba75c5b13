import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLineBodies } from './bodies.ts';
import { environment } from './environment.ts';
import { findFreePort } from './free-port.ts';
import { isInstalled, startProgram } from './process.ts';
import type { Reading } from './rows.ts';
import type { Sent } from './send.ts';
import { send } from './send.ts';

const rowsPerBody = 1_000;
const concurrency = 8;

/** A time-series store that takes the same rows in the same run, where its program is installed. */
export interface Peer {
  readonly name: string;
  readonly program: string;
  measure(readings: readonly Reading[], folder: string): Promise<Sent>;
}

const influxConfig = (folder: string, port: number, rpcPort: number) => `
reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
  max-series-per-database = 0
[http]
  bind-address = "127.0.0.1:${port}"
  log-enabled = false
  max-body-size = 0
[monitor]
  store-enabled = false
`;

/** InfluxDB 1.x, line protocol over HTTP. It does not wait for the disk before it answers. */
export const influx: Peer = {
  name: 'InfluxDB',
  program: 'influxd',
  async measure(readings, folder) {
    const port = await findFreePort();
    const home = join(folder, 'influx');
    await mkdir(home, { recursive: true });
    const config = join(home, 'influx.conf');
    await writeFile(config, influxConfig(home, port, await findFreePort()));
    const url = `http://127.0.0.1:${port}`;
    const started = await startProgram('influxd', ['-config', config], `${url}/ping`, environment);
    try {
      await fetch(`${url}/query`, {
        method: 'POST',
        body: new URLSearchParams({ q: 'CREATE DATABASE bench' }),
      });
      const bodies = createLineBodies(readings, rowsPerBody);
      return await send(
        { url: `${url}/write?db=bench&precision=ns`, headers: {} },
        bodies,
        concurrency,
      );
    } finally {
      await started.stop();
    }
  },
};

/** VictoriaMetrics, the same lines. It does not wait for the disk before it answers. */
export const victoria: Peer = {
  name: 'VictoriaMetrics',
  program: 'victoria-metrics',
  async measure(readings, folder) {
    const url = `http://127.0.0.1:${await findFreePort()}`;
    const parameters = [
      `-storageDataPath=${join(folder, 'victoria')}`,
      `-httpListenAddr=${url.slice('http://'.length)}`,
      '-retentionPeriod=100y',
    ];
    const started = await startProgram(victoria.program, parameters, `${url}/health`, environment);
    try {
      const bodies = createLineBodies(readings, rowsPerBody);
      return await send({ url: `${url}/write?precision=ns`, headers: {} }, bodies, concurrency);
    } finally {
      await started.stop();
    }
  },
};

/** The peers whose programs are on the path. */
export const installedPeers = (): readonly Peer[] =>
  [influx, victoria].filter((peer) => isInstalled(peer.program));
