import { readFile, readlink } from 'node:fs/promises';
import { runProgram } from './run-program.ts';

const onLinux = process.platform === 'linux';

/** The fields of /proc/PID/stat behind the program's name, which may itself hold spaces. */
async function readStat(pid: number): Promise<readonly string[]> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** Whether a process of that id runs. One that has ended but was not collected does not. */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return !onLinux || (await readStat(pid))[0] !== 'Z';
}

/** When a process started, as text that no later process of the same id shares; empty if it is gone. */
export async function readStart(pid: number): Promise<string> {
  if (onLinux) return (await readStat(pid))[19] ?? '';
  return (await runProgram('ps', ['-o', 'lstart=', '-p', String(pid)])).output;
}

/** Whether that process is a postmaster of that data folder: it works in it. */
export async function servesFolder(pid: number, dataFolder: string): Promise<boolean> {
  if (!(await isRunning(pid))) return false;
  if (onLinux) return (await readlink(`/proc/${pid}/cwd`).catch(() => '')) === dataFolder;
  return (await runProgram('ps', ['-o', 'command=', '-p', String(pid)])).output.includes(
    dataFolder,
  );
}
