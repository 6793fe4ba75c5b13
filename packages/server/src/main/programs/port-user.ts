import { readdir, readFile, readlink } from 'node:fs/promises';
import { readLiveness } from '@homepot/catalogue';

const hexadecimal = 16;
const listening = '0A';

/** The inodes of the sockets that listen on a port, from a table of /proc/net. */
async function listSockets(table: string, port: number): Promise<readonly string[]> {
  const text = await readFile(table, 'utf8').catch(() => '');
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = '', , state]) => {
      const localPort = Number.parseInt(local.split(':')[1] ?? '', hexadecimal);
      return localPort === port && state === listening;
    })
    .flatMap((fields) => fields[9] ?? []);
}

async function holds(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const names = await readdir(`/proc/${pid}/fd`).catch(() => []);
  for (const name of names) {
    const target = await readlink(`/proc/${pid}/fd/${name}`).catch(() => '');
    if (sockets.has(target)) return true;
  }
  return false;
}

/** The process that listens on a port, where the system tells (Linux); of other users, only root sees. */
async function findProcess(port: number): Promise<string | undefined> {
  const inodes = await Promise.all([
    listSockets('/proc/net/tcp', port),
    listSockets('/proc/net/tcp6', port),
  ]);
  const sockets = new Set(inodes.flat().map((inode) => `socket:[${inode}]`));
  if (sockets.size === 0) return undefined;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    if (!(await holds(pid, sockets))) continue;
    const command = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
    return `process ${pid} (${command.trim()})`;
  }
  return undefined;
}

/** The version of the HOMEPOT server that answers on a port, if one does. */
export async function findHomepot(host: string, port: number): Promise<string | undefined> {
  try {
    const name = host.includes(':') ? `[${host}]` : host;
    const answer = await fetch(`http://${name}:${port}${readLiveness.path}`, {
      signal: AbortSignal.timeout(1_000),
    });
    const body: unknown = await answer.json();
    const { status, version } = (body ?? {}) as { status?: unknown; version?: unknown };
    return status === 'live' && typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}

/** Says in words who uses a port and what to do about it. */
export async function describePortUser(
  host: string,
  port: number,
  setting: string,
): Promise<string> {
  const [process, homepot] = await Promise.all([findProcess(port), findHomepot(host, port)]);
  const who =
    homepot === undefined
      ? (process ?? 'another process')
      : `a HOMEPOT server with another data folder${process === undefined ? '' : `, ${process}`}`;
  return `Port ${port} is used by ${who}. Stop it, or choose another port: ${setting}=${port + 1}.`;
}
