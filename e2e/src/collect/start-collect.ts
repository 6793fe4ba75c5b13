import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHomepot } from '../homepot-command.ts';

/** A collection under test. */
export interface Collecting {
  readonly pid: number;
  /** What it wrote so far: the summary, and everything said. */
  stdout(): string;
  stderr(): string;
  /** Resolves when it said this. */
  said(text: string): Promise<void>;
  tell(signal: NodeJS.Signals): void;
  /** Its exit code and the signal that ended it. */
  readonly ended: Promise<readonly [number | null, NodeJS.Signals | null]>;
}

/** Makes a data folder that the account of the database can enter. */
export async function makeFolder(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'homepot-collect-'));
  await chmod(folder, 0o711);
  const remove = () => rm(folder, { recursive: true, force: true });
  return { folder: join(folder, 'data'), remove };
}

/** Starts `homepot collect` on a data folder and free ports. */
export function startCollect(
  folder: string,
  words: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Collecting {
  const child = startHomepot(['collect', ...words], {
    DATA_DIR: folder,
    PORT: '0',
    MQTT_PORT: '0',
    SAMPLE_DATA: 'false',
    LOG_LEVEL: 'warn',
    DATABASE_URL: '',
    ...settings,
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  return {
    pid: child.pid ?? 0,
    stdout: () => out,
    stderr: () => err,
    said: async (text) => {
      while (!err.includes(text)) {
        if (child.exitCode !== null) throw new Error(`it ended and never said ${text}:\n${err}`);
        await Promise.race([once(child.stderr, 'data'), once(child, 'close')]);
      }
    },
    tell: (signal) => void child.kill(signal),
    ended: once(child, 'close') as Promise<unknown> as Collecting['ended'],
  };
}
