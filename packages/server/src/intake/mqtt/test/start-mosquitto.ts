import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

/** Mosquitto with its plugin for dynamic security, on a free port of this machine. */
export interface Mosquitto {
  /** With the user and password of the server. */
  readonly url: string;
  /** Stops it and starts it again, with what it knows; it keeps sessions over that. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const programs = [
  '/usr/sbin/mosquitto',
  '/usr/local/sbin/mosquitto',
  '/opt/homebrew/sbin/mosquitto',
];
const plugins = [
  '/usr/lib/x86_64-linux-gnu/mosquitto_dynamic_security.so',
  '/usr/lib/aarch64-linux-gnu/mosquitto_dynamic_security.so',
  '/usr/lib/mosquitto_dynamic_security.so',
  '/opt/homebrew/lib/mosquitto_dynamic_security.so',
];

async function findFirst(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}

/** Where Mosquitto is on this machine; undefined where it is not installed with its plugin. */
export async function findMosquitto(): Promise<
  { readonly program: string; readonly plugin: string } | undefined
> {
  const [program, plugin] = [await findFirst(programs), await findFirst(plugins)];
  return program === undefined || plugin === undefined ? undefined : { program, plugin };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** As root, Mosquitto becomes the user of its own, who must be able to read and write here. */
async function handOver(folder: string, file: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const users = await readFile('/etc/passwd', 'utf8');
  const [, , user, group] = /^mosquitto:.*$/m.exec(users)?.[0].split(':') ?? [];
  if (user === undefined || group === undefined) return;
  for (const path of [folder, file]) await chown(path, Number(user), Number(group));
  await chmod(folder, 0o700);
}

async function untilItListens(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await pause(50);
  }
  throw new Error('Mosquitto did not begin to listen');
}

/** Starts it. `settings` are further lines of its configuration. */
export async function startMosquitto(settings: readonly string[] = []): Promise<Mosquitto> {
  const found = await findMosquitto();
  if (found === undefined) throw new Error('Mosquitto is not installed');
  const folder = await mkdtemp('/tmp/homepot-mosquitto-');
  const security = join(folder, 'security.json');
  const password = 'server-secret';
  const control = ['dynsec', 'init', security, 'homepot', password];
  await promisify(execFile)('mosquitto_ctrl', control);
  const port = await findFreePort();
  const lines = [
    `listener ${port} 127.0.0.1`,
    'allow_anonymous false',
    `plugin ${found.plugin}`,
    `plugin_opt_config_file ${security}`,
    'persistence true',
    `persistence_location ${folder}/`,
    'max_queued_messages 0',
    ...settings,
  ];
  const file = join(folder, 'mosquitto.conf');
  await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o644 });
  await handOver(folder, security);

  const run = async () => {
    const child = spawn(found.program, ['-c', file], { stdio: 'ignore' });
    await untilItListens(port);
    return child;
  };
  let child = await run();
  const end = async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  return {
    url: `mqtt://homepot:${password}@127.0.0.1:${port}`,
    async restart() {
      await end();
      child = await run();
    },
    async stop() {
      await end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
