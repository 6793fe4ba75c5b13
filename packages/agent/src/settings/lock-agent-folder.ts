import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { SettingsError } from './settings-error.ts';

/** When a process began, in the words of the kernel; empty where there is none, or no such kernel. */
function readBeginning(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is a name in brackets and may hold anything; the 22nd is the beginning.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function isAlive(pid: number, beginning: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return readBeginning(pid) === beginning;
}

function readHolder(file: string): { pid: number; beginning: string } {
  const [pid = '', beginning = ''] = readFileSync(file, 'utf8').trim().split(' ');
  return { pid: Number.parseInt(pid, 10), beginning };
}

/**
 * Keeps a second agent out of the folder. A lock that a killed agent left behind is known by its
 * process, which is gone or is another one. Returns the undoing. Throws a SettingsError.
 */
export function lockAgentFolder(folder: string): () => void {
  const file = join(folder, 'agent.lock');
  const mine = `${process.pid} ${readBeginning(process.pid)}\n`;
  for (let attempt = 0; ; attempt += 1) {
    try {
      writeFileSync(file, mine, { flag: 'wx', mode: 0o600 });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 0) throw error;
      const { pid, beginning } = readHolder(file);
      if (!Number.isNaN(pid) && pid !== process.pid && isAlive(pid, beginning)) {
        throw new SettingsError(`Another agent (process ${pid}) runs in ${folder}.`);
      }
      rmSync(file, { force: true });
    }
  }
}
