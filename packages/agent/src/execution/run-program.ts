import { spawn } from 'node:child_process';
import process from 'node:process';
import { limits } from '../limits.ts';

/** A program of this machine and its arguments, from the configuration of the device. */
export type Program = readonly [file: string, ...words: string[]];

/** How a program ended. */
export interface ProgramEnd {
  readonly isGood: boolean;
  /** e.g. `ended with 2`. */
  readonly words: string;
  /** The last of what it wrote. */
  readonly output: string;
}

function killAll(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    // It is the head of a process group of its own: what it started goes too.
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

/** Runs a program, without a shell. Resolves when it has ended, or was killed at the time limit. */
export function runProgram([file, ...words]: Program, timeoutMs: number): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    const child = spawn(file, words, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let output = Buffer.alloc(0);
    let isLate = false;
    const keep = (chunk: Buffer) => {
      output = Buffer.concat([output, chunk]).subarray(-limits.hookOutputBytesMax);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const timer = setTimeout(() => {
      isLate = true;
      killAll(child.pid);
    }, timeoutMs);
    const end = (isGood: boolean, said: string) => {
      clearTimeout(timer);
      resolve({ isGood, words: said, output: output.toString().trim() });
    };
    child.once('error', (error) => end(false, `cannot be started: ${error.message}`));
    child.once('close', (code, signal) => {
      if (isLate) end(false, `was killed: it took longer than ${timeoutMs} ms`);
      else end(code === 0, `ended with ${signal ?? code}`);
    });
  });
}
