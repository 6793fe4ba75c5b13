import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the processes of a collection are told by: the data folder, in their words or environment. */
async function belongsTo(pid: string, folder: string): Promise<boolean> {
  const read = (name: string) => readFile(join('/proc', pid, name), 'utf8').catch(() => '');
  const words = await read('cmdline');
  return words.includes(folder) || (await read('environ')).includes(`DATA_DIR=${folder}`);
}

/** Every process, besides this one, that works for this data folder. Linux only: elsewhere none. */
export async function findProcesses(folder: string): Promise<readonly number[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const mine = await Promise.all(
    pids.map(async (pid) => ((await belongsTo(pid, folder)) ? [Number(pid)] : [])),
  );
  return mine.flat().filter((pid) => pid !== process.pid);
}

/** Files of the collection that were begun and not finished, or say something that is over. */
export async function findHalfWritten(folder: string): Promise<readonly string[]> {
  const list = async (name: string) =>
    (await readdir(join(folder, name)).catch(() => [])).map((file) => `${name}/${file}`);
  const files = [...(await list('run')), ...(await list('logs'))];
  const wrong = files.filter((file) => !/^logs\/(collect\.json|\w+\.log(\.1)?)$/.test(file));
  const summary = await readFile(join(folder, 'logs/collect.json'), 'utf8').catch(() => '{}');
  try {
    JSON.parse(summary);
  } catch {
    wrong.push('logs/collect.json');
  }
  // The credential of the server's last start stays; nothing can be done with it.
  return wrong.filter((file) => file !== 'run/local.key');
}
