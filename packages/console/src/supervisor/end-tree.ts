import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';

/** Between asking what a program started to end at once, and ending it. */
const graceMs = 500;

/** The processes below one, whatever their group. */
function descendantsOf(pid: number): readonly number[] {
  const children = new Map<number, number[]>();
  try {
    const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
    for (const line of table.split('\n')) {
      const [child, parent] = line.trim().split(/\s+/).map(Number);
      if (child === undefined || parent === undefined) continue;
      children.set(parent, [...(children.get(parent) ?? []), child]);
    }
  } catch {
    return [];
  }
  const found: number[] = [];
  const look = (parent: number) => {
    for (const child of children.get(parent) ?? []) {
      found.push(child);
      look(child);
    }
  };
  look(pid);
  return found;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone.
  }
}

/**
 * Ends a program that did not stop when it was asked to, with all that it started. What it started
 * is asked first: PostgreSQL takes SIGQUIT for "at once", and recovers at its next start.
 */
export async function endTree(pid: number): Promise<void> {
  const below = descendantsOf(pid);
  for (const each of below) send(each, 'SIGQUIT');
  send(-pid, 'SIGKILL');
  await wait(graceMs);
  for (const each of below) send(each, 'SIGKILL');
}
