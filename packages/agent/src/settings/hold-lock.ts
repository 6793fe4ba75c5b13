import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';

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

/** A lock that is held, or the process that holds it. */
export type HeldLock = { release(): void } | { readonly holder: number };

/**
 * Takes a lock file, unless another process that lives holds it. One that a killed process left
 * behind is known by that process, which is gone or is another one.
 */
export function holdLock(file: string): HeldLock {
  const mine = `${process.pid} ${readBeginning(process.pid)}\n`;
  for (let attempt = 0; ; attempt += 1) {
    try {
      writeFileSync(file, mine, { flag: 'wx', mode: 0o600 });
      return { release: () => rmSync(file, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 0) throw error;
      const { pid, beginning } = readHolder(file);
      if (!Number.isNaN(pid) && pid !== process.pid && isAlive(pid, beginning)) {
        return { holder: pid };
      }
      rmSync(file, { force: true });
    }
  }
}
