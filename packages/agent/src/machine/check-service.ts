import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import type { ServiceState } from '@homepot/catalogue';
import { limits } from '../limits.ts';
import { measureConnect } from './measure-connect.ts';

/** How it is seen whether a service works. */
export type ServiceCheck =
  /** A unit of systemd is active. */
  | { readonly systemd: string }
  /** Something listens there. */
  | { readonly tcp: { readonly host: string; readonly port: number } }
  /** A process of this name runs; Linux keeps the first 15 characters. */
  | { readonly process: string };

const unitStates: Readonly<Record<string, ServiceState>> = {
  active: 'running',
  reloading: 'running',
  activating: 'offline',
  deactivating: 'offline',
  inactive: 'offline',
  failed: 'error',
};

function checkUnit(unit: string): Promise<ServiceState | undefined> {
  const options = { timeout: limits.checkMillisecondsMax };
  return new Promise((resolve) => {
    execFile('systemctl', ['is-active', '--', unit], options, (_error, stdout) => {
      resolve(unitStates[stdout.trim()]);
    });
  });
}

async function readName(pid: string): Promise<string> {
  try {
    return (await readFile(`/proc/${pid}/comm`, 'utf8')).trimEnd();
  } catch {
    return '';
  }
}

async function checkProcess(name: string): Promise<ServiceState | undefined> {
  try {
    for (const pid of await readdir('/proc')) {
      if (/^\d+$/.test(pid) && (await readName(pid)) === name.slice(0, 15)) return 'running';
    }
    return 'offline';
  } catch {
    return undefined;
  }
}

/** The state of a service; undefined where it cannot be seen on this machine. */
export async function checkService(check: ServiceCheck): Promise<ServiceState | undefined> {
  if ('systemd' in check) return checkUnit(check.systemd);
  if ('process' in check) return checkProcess(check.process);
  const { host, port } = check.tcp;
  const ms = await measureConnect(host, port, limits.checkMillisecondsMax);
  return ms === undefined ? 'disconnected' : 'connected';
}
